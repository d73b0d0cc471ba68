/** A longer form is looked for in pieces: an expression for all of a long token is more than the engine takes. */
const MAX_PATTERN_CHARS = 256;

/** Base64 and hex of a shorter secret are looked for by themselves only: parts of them stand in other words. */
const MIN_ENCODED_BYTES = 4;

/** Mail breaks base64 into lines; in JSON text the breaks are escapes. */
const LINE_BREAKS = '(?:\\s|\\\\[rn]){0,8}';

/** A shorter secret may be a word that another case makes an ordinary one. */
const MIN_CASED_CHARS = 8;

/**
 * What finds each form of a secret: as it is and in other letter case, URL-encoded (wholly, in part, several times, or as
 * a form), JSON- or HTML-escaped, in hex, and in base64 and base64url, by itself or inside of a longer text that was
 * encoded.
 */
export function secretPatterns(secret: string): RegExp[] {
  const bytes = Buffer.from(secret, 'utf8');
  const characters = [...secret];
  const isCased = characters.length >= MIN_CASED_CHARS;
  const plain = characters.map((character) => anyOf(isCased ? cased(character) : [character]));
  const base64 =
    bytes.length < MIN_ENCODED_BYTES
      ? [base64Inside(bytes, 0, 'alone')]
      : [0, 1, 2].map((bytesBefore) => base64Inside(bytes, bytesBefore));
  const hex = bytes.length < MIN_ENCODED_BYTES ? [] : [[...bytes].map(hexByte)];
  return [
    ...expressions(plain),
    ...hex.flatMap((form) => expressions(form, { between: '[:\\s-]?' })),
    // The padding goes with it, also where a URL carries it encoded.
    ...base64.flatMap((form) =>
      expressions(form, { between: LINE_BREAKS, end: '(?:=|%(?:25)*3[Dd]){0,2}' }),
    ),
  ];
}

/** The characters in pieces of about one length, none of them so short that it stands in other words. */
function expressions(
  characters: readonly string[],
  { between = '', end = '' }: { readonly between?: string; readonly end?: string } = {},
): RegExp[] {
  const count = Math.ceil(characters.length / MAX_PATTERN_CHARS);
  const size = Math.ceil(characters.length / count);
  return Array.from(
    { length: count },
    (_, index) =>
      new RegExp(characters.slice(index * size, (index + 1) * size).join(between) + end, 'g'),
  );
}

/** A character in each letter case; some become several, and a sigma has a form of its own at the end of a word. */
function cased(character: string): string[] {
  const lower = character.toLowerCase();
  return [character, lower, `a${character}`.toLowerCase().slice(1), character.toUpperCase()];
}

/** One of several texts as any usual encoder may write it: encoders differ in which characters they leave alone. */
function anyOf(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  const single = different.filter((text) => [...text].length === 1);
  const longer = different.filter((text) => !single.includes(text));
  return oneOf([
    ...(single.length === 0 ? [] : characterForms(single)),
    ...longer.map((text) => [...text].map((character) => anyOf([character])).join('')),
  ]);
}

function oneOf(alternatives: readonly string[]): string {
  return alternatives.length === 1 ? (alternatives[0] ?? '') : `(?:${alternatives.join('|')})`;
}

function characterForms(characters: readonly string[]): string[] {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const hexCodes = codes.map((code) => anyCase(code.toString(16)));
  return [
    ...characters.flatMap(plainForms),
    oneOf(characters.map(urlEncoded)),
    oneOf(characters.map(jsonEscaped)),
    `&#(?:0*${oneOf(codes.map(String))}|[xX]0*${oneOf(hexCodes)});`,
  ];
}

function plainForms(character: string): string[] {
  const forms = [literal(character)];
  if (character === ' ') forms.push('\\+');
  const json = JSON.stringify(character).slice(1, -1);
  if (json !== character) forms.push(literal(json));
  if (character === '/') forms.push('\\\\/');
  const entity = HTML_ENTITIES[character];
  if (entity !== undefined) forms.push(literal(entity));
  return forms;
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function urlEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')].map((byte) => `%(?:25)*${hexByte(byte)}`).join('');
}

function jsonEscaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\\\u${anyCase(character.charCodeAt(index).toString(16).padStart(4, '0'))}`,
  ).join('');
}

function hexByte(byte: number): string {
  return anyCase(byte.toString(16).padStart(2, '0'));
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Both alphabets, whose last two characters differ. Letters and digits are escaped by nobody. */
const BASE64: readonly string[] = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  anyOf(['+', '-']),
  anyOf(['/', '_']),
];

/** Bits of each character of base64. */
const SEXTET = 6;

/**
 * The bytes inside of a longer text that was encoded, with some bytes before them (0, 1 or 2 of a group of three). The
 * characters at both ends hold bits of the text around them, too, so that each can be one of several; behind bytes that
 * stand alone all bits are 0.
 */
function base64Inside(bytes: Buffer, bytesBefore: number, isAlone?: 'alone'): string[] {
  const from = bytesBefore * 8;
  const to = from + bytes.length * 8;
  const patterns: string[] = [];
  for (let start = from - (from % SEXTET); start < to; start += SEXTET) {
    let known = 0;
    let value = 0;
    for (let bit = start; bit < start + SEXTET; bit += 1) {
      const isInside = bit >= from && bit < to;
      const byte = bytes[(bit - from) >> 3] ?? 0;
      known = (known << 1) | (isInside || isAlone === 'alone' ? 1 : 0);
      value = (value << 1) | (isInside ? (byte >> (7 - ((bit - from) & 7))) & 1 : 0);
    }
    patterns.push(oneOf(BASE64.filter((_, at) => (at & known) === value)));
  }
  return patterns;
}
