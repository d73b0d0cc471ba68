import { cutExcerpts } from '../excerpt.ts';

/** Replaces every form of every secret in a text by `***`, and then cuts the values that a message carries. */
export type Redact = (text: string) => string;

/** What stands in place of a secret. */
export const MASK = '***';

/** Tokens of a day or two; a source that lives on must not search for all of its life's. */
const MAX_LEARNED = 64;

/** A longer secret is looked for in pieces: an expression for all of a long token is more than the engine takes. */
const MAX_PATTERN_CHARS = 512;

/**
 * Works on values, not on names: a secret is found wherever it stands, as it is, URL-encoded (wholly, in part, twice, or
 * as a form), JSON- or HTML-escaped, in base64 or base64url.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  return createLearningRedactor(secrets).redact;
}

export interface LearningRedactor {
  readonly redact: Redact;
  /** Adds a secret that came up at run time. Of very many the ones that were seen longest ago are given up. */
  learn(secret: string): void;
}

/** A redactor whose secrets can become more. */
export function createLearningRedactor(secrets: readonly string[]): LearningRedactor {
  const given = [...new Set(secrets)].filter((secret) => secret !== '');
  const patterns = given.flatMap(patternsOf);
  const learned = new Map<string, readonly RegExp[]>();
  return {
    redact: (text) => {
      const spans = [patterns, ...learned.values()].flatMap((several) =>
        several.flatMap((pattern) => spansOf(pattern, text)),
      );
      return cutExcerpts(spans.length === 0 ? text : maskSpans(text, spans));
    },
    learn: (secret) => {
      if (secret === '' || given.includes(secret)) return;
      const known = learned.get(secret);
      learned.delete(secret);
      learned.set(secret, known ?? patternsOf(secret));
      const [oldest] = learned.keys();
      if (learned.size > MAX_LEARNED && oldest !== undefined) learned.delete(oldest);
    },
  };
}

type Span = readonly [start: number, end: number];

/** Matches may overlap, also those of two secrets: all of them are masked, not only the first. */
function spansOf(pattern: RegExp, text: string): Span[] {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    spans.push([match.index, match.index + match[0].length]);
    pattern.lastIndex = match.index + 1;
  }
  return spans;
}

function maskSpans(text: string, spans: Span[]): string {
  spans.sort((a, b) => a[0] - b[0]);
  let masked = '';
  let end = -1;
  for (const [start, spanEnd] of spans) {
    // The pieces of a long secret stand side by side: one mask.
    if (start > end) masked += text.slice(Math.max(end, 0), start) + MASK;
    end = Math.max(end, spanEnd);
  }
  return masked + text.slice(end);
}

function patternsOf(secret: string): RegExp[] {
  const base64 = Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/, '');
  const base64url = base64.replaceAll('+', '-').replaceAll('/', '_');
  return [
    ...piecesOf(secret).map((piece) => new RegExp(piece.map(characterPattern).join(''), 'g')),
    // The padding goes with it, also where a URL carries it encoded.
    ...[...new Set([base64, base64url])]
      .flatMap(piecesOf)
      .map((piece) => new RegExp(`${piece.map(characterPattern).join('')}(?:=|%3[Dd]){0,2}`, 'g')),
  ];
}

/** The characters in pieces of about one length, none of them so short that it stands in other words. */
function piecesOf(text: string): string[][] {
  const characters = [...text];
  const count = Math.ceil(characters.length / MAX_PATTERN_CHARS);
  const size = Math.ceil(characters.length / count);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * size, (index + 1) * size),
  );
}

/** One character as any usual encoder may write it: encoders differ in which characters they leave alone. */
function characterPattern(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const forms = [
    literal(character),
    urlEncoded(character),
    jsonEscaped(character),
    `&#(?:0*${code}|[xX]0*${anyCase(code.toString(16))});`,
  ];
  if (character === ' ') forms.push('\\+');
  const json = JSON.stringify(character).slice(1, -1);
  if (json !== character) forms.push(literal(json));
  if (character === '/') forms.push('\\\\/');
  const entity = HTML_ENTITIES[character];
  if (entity !== undefined) forms.push(literal(entity));
  return `(?:${forms.join('|')})`;
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function urlEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%(?:25)*${anyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('');
}

function jsonEscaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\\\u${anyCase(character.charCodeAt(index).toString(16).padStart(4, '0'))}`,
  ).join('');
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
