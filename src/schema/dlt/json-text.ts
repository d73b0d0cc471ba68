import type { JsonNode, JsonValue } from '../../model.ts';
import { isInteger, jsonDouble, plainInteger } from './numbers.ts';

// characters that a JSON string escapes, and half characters
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/** A value as compact JSON, its members in their order and its numbers as they were written. */
export function writeJson(node: JsonNode): string {
  switch (node.kind) {
    case 'string':
      return quote(node.text);
    case 'object': {
      let text = '';
      for (const [name, member] of node.members)
        text += `${text === '' ? '' : ','}${quote(name)}:${writeJson(member)}`;
      return `{${text}}`;
    }
    case 'array': {
      let text = '';
      for (const item of node.items) text += text === '' ? writeJson(item) : `,${writeJson(item)}`;
      return `[${text}]`;
    }
    case 'null':
      return 'null';
    default:
      return node.text;
  }
}

/**
 * A value as the JSON of which dlt makes hashes: names in order, numbers as Python's parser understood them.
 *
 * @param skips names at the top that do not count
 */
export function hashedJson(node: JsonNode, skips: (name: string) => boolean = () => false): string {
  switch (node.kind) {
    case 'object': {
      const members = [...node.members].filter(([name]) => !skips(name)).sort(byName);
      return `{${members.map(([name, member]) => `${quote(name)}:${hashedJson(member)}`).join(',')}}`;
    }
    case 'array':
      return `[${node.items.map((item) => hashedJson(item)).join(',')}]`;
    case 'number':
      if (isInteger(node.text)) return plainInteger(node.text);
      return finiteDouble(Number(node.text));
    default:
      return writeJson(node);
  }
}

/** The same of plain values. Numbers are integers or doubles by their value. */
export function hashedValue(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? String(value) : finiteDouble(value);
  if (isList(value)) return `[${value.map(hashedValue).join(',')}]`;
  const members = Object.entries(value).sort(byName);
  return `{${members.map(([name, member]) => `${quote(name)}:${hashedValue(member)}`).join(',')}}`;
}

/** A JSON text without white space between its tokens; undefined if it is no JSON. */
export function compactJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\n\r]+/g, '$1');
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function finiteDouble(value: number): string {
  return Number.isFinite(value) ? jsonDouble(value) : 'null';
}

/** By code points, as UTF-8 sorts. */
export function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  if (/^\p{ASCII}*$/u.test(a + b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function quote(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}
