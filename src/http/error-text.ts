import { errorWords } from '../error-words.ts';
import { shorten } from '../wording.ts';
import type { Redact } from './redaction.ts';

const MAX_CHARS = 200;

/** Some APIs write several documents into one body; more ends than this are not tried. */
const MAX_DOCUMENT_ENDS = 20;

/**
 * What an API says about its refusal: one line, redacted, short. The media type is not asked, since error pages lie about
 * it. Empty when the body says nothing.
 */
export function errorText(body: string, redact: Redact): string {
  // Twice: parsing undoes escapes that a secret can hide behind. And before it is cut: half a secret is found by nobody.
  const text = redact(body);
  const said = jsonText(text) ?? (/<[a-z!/]/i.test(text) ? htmlText(text) : text);
  const line = redact(said)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return shorten(line, MAX_CHARS);
}

function jsonText(text: string): string | undefined {
  const document = firstDocument(text.trim());
  return document === undefined ? undefined : errorWords(document);
}

function firstDocument(text: string): object | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  const whole = parsedObject(text);
  if (whole !== undefined) return whole;
  let end = -1;
  for (let tries = 0; tries < MAX_DOCUMENT_ENDS; tries += 1) {
    end = text.indexOf('}', end + 1);
    if (end === -1) return undefined;
    const document = parsedObject(text.slice(0, end + 1));
    if (document !== undefined) return document;
  }
  return undefined;
}

function parsedObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function htmlText(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/&([a-z]+);/gi, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity)
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
