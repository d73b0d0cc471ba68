/**
 * Values in messages. A value is cut when its message leaves, after redaction: half a secret is found by nobody. Until
 * then the message carries the beginning of the value between marks. What leaves goes through `Redact`, which ends with
 * {@link cutExcerpts}.
 */

/** Characters of a value that a message shows. */
export const EXCERPT_CHARACTERS = 100;

/** Characters of a link that a message shows. */
const LINK_CHARACTERS = 500;

/** Characters of a value that a message carries until it leaves. */
export const CARRIED_CHARACTERS = 16_384;

/** At the end of a text that was cut, half a secret may stand. No form of a piece that redaction looks for is longer. */
const CUT_TAIL_CHARACTERS = 8_192;

// from the private use area, so that no text that somebody wrote holds them by chance
const TEXT = '\u{F0540}';
const LINK = '\u{F0541}';
const END = '\u{F0542}';
/** The end of a value that is longer than what is carried. */
const CUT = '\u{F0543}';
const MARKS = new RegExp(`[${TEXT}${LINK}${END}${CUT}]`, 'gu');
const MARKED = new RegExp(
  `([${TEXT}${LINK}])([^${TEXT}${LINK}${END}${CUT}]*)([${END}${CUT}])`,
  'gu',
);

/** A value for a message: on one line, and not longer than a message bears. */
export function excerpt(value: string): string {
  const isShown = value.length <= EXCERPT_CHARACTERS && oneLine(value) === value;
  return isShown ? value : marked(TEXT, value);
}

/** The same in double quotes, as JSON writes it. */
export function quoted(value: string): string {
  return `"${excerpt(JSON.stringify(carried(value)).slice(1, -1))}"`;
}

/** A link for a message. It may carry keys that nobody configured: of its query only short numbers are shown, and no user. */
export function linkExcerpt(link: string): string {
  return marked(LINK, link);
}

/** As much of a text as an excerpt is made of; for whoever keeps it until there is a message. */
export function carried(text: string): string {
  return text.slice(0, CARRIED_CHARACTERS + 1);
}

/** Cuts the values of a message. Its secrets were masked before. */
export function cutExcerpts(message: string): string {
  return message.replace(MARKED, (_, kind: string, value: string, end: string) => {
    const whole = end === CUT ? sureBeginning(value) : value;
    const shown = oneLine(kind === LINK ? maskQuery(whole) : whole);
    const text = shorten(shown, kind === LINK ? LINK_CHARACTERS : EXCERPT_CHARACTERS);
    return end === CUT && text === shown ? `${text}…` : text;
  });
}

/** A text that was cut and redacted, without the end where half a secret may stand. */
export function sureBeginning(redacted: string): string {
  return redacted.slice(0, -CUT_TAIL_CHARACTERS);
}

/** Cuts between characters, never inside of one. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${text.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function marked(kind: string, value: string): string {
  const text = carried(value).replace(MARKS, '\uFFFD');
  return `${kind}${text}${value.length > CARRIED_CHARACTERS ? CUT : END}`;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ');
}

function maskQuery(link: string): string {
  const plain = link.replace(/\/\/[^/?#@]*@/, '//…@');
  return plain.replace(/([?&][^=&#]*=)([^&#]*)/g, (_, name: string, value: string) =>
    /^\d{1,6}$/.test(value) ? `${name}${value}` : `${name}…`,
  );
}

/** A number of things, for messages: `1 row`, `2 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const UNITS = [
  ['day', 24 * 60 * 60 * 1000],
  ['hour', 60 * 60 * 1000],
  ['minute', 60 * 1000],
] as const;

/** A span of time in the largest unit of which it holds two: `8 days`, `36 hours`, `119 seconds`. */
export function describeDuration(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['second', 1000];
  return counted(Math.floor(ms / unitMs), unit);
}

/** Milliseconds as seconds, to the millisecond. */
export function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}
