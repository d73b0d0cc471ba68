/** Anything but the characters that JSON text may hold as they are; surrogates too, since they may stand alone. */
const SPECIAL = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A string as JSON text. Lone surrogates, which no UTF-8 can hold, become U+FFFD. */
export function quoteText(value: string): string {
  return isPlainText(value) ? `"${value}"` : JSON.stringify(value.toWellFormed());
}

/** Whether a string stands in JSON text as it is. */
export function isPlainText(value: string): boolean {
  return !SPECIAL.test(value);
}

/** The text without lone surrogates: each becomes U+FFFD and its digits, so that different texts stay different. */
export function spellSurrogates(text: string): string {
  if (text.isWellFormed()) return text;
  return text.replace(/\p{Cs}/gu, (unit) => `\uFFFD${unit.charCodeAt(0).toString(16)}`);
}

/** An object as JSON text whose members are strings; their names are written as `"name":` already. */
export function textsObject(members: ReadonlyMap<string, string>): string {
  return `{${[...members].map(([prefix, text]) => prefix + quoteText(text)).join(',')}}`;
}

/**
 * A value as JSON text, lone surrogates as escapes: as `JSON.stringify` writes it, except that a `bigint` becomes an integer, and that NaN and
 * Infinity are refused instead of becoming `null`.
 *
 * @throws {TypeError} for what JSON cannot hold, and for cycles.
 */
export function toJsonText(value: unknown): string {
  const text = writeValue(value, '', []);
  if (text === undefined) throw new TypeError(`JSON cannot hold a ${typeof value}`);
  return text;
}

function writeValue(input: unknown, name: string, parents: readonly object[]): string | undefined {
  const value = hasToJson(input) ? input.toJSON(name) : input;
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return value.toString();
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON cannot hold the number ${value}`);
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : writeContainer(value, parents);
    default:
      return undefined;
  }
}

function writeContainer(value: object, parents: readonly object[]): string {
  if (parents.includes(value)) throw new TypeError('JSON cannot hold a cycle');
  const inner = [...parents, value];
  if (Array.isArray(value)) {
    return `[${value.map((item, i) => writeValue(item, String(i), inner) ?? 'null').join(',')}]`;
  }
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    const text = writeValue(member, name, inner);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function hasToJson(value: unknown): value is { toJSON(name: string): unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
  );
}
