/** Anything but the characters that JSON text may hold as they are; surrogates too, since they may stand alone. */
const SPECIAL = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A string as JSON text. Lone surrogates, which no UTF-8 can hold, become U+FFFD. */
export function quoteText(value: string): string {
  if (!SPECIAL.test(value)) return `"${value}"`;
  return JSON.stringify(value.toWellFormed());
}

/** An object as JSON text whose members are strings; their names are written as `"name":` already. */
export function textsObject(members: ReadonlyMap<string, string>): string {
  return `{${[...members].map(([prefix, text]) => prefix + quoteText(text)).join(',')}}`;
}

/**
 * A value as JSON text: as `JSON.stringify` writes it, except that a `bigint` becomes an integer, and that NaN and
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
      return quoteText(value);
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
    if (text !== undefined) members.push(`${quoteText(name)}:${text}`);
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
