import { quoteText } from './json-text.ts';
import { isIntegerText } from './number.ts';
import { createTokenizer, type Token } from './tokens.ts';

/** A row as JavaScript can hold it: integers beyond 2^53 are `bigint`, other numbers are doubles. */
export type Row = Record<string, unknown>;

/** Sixteen digits in a row: the row may hold an integer that a double does not. */
const LONG_DIGITS = /\d{16}/;

/** Turns the text of a row into an object. Where a name stands twice, the last value counts. */
export function parseRow(text: string): Row {
  return (LONG_DIGITS.test(text) ? readTree(text, toValue, toObject) : JSON.parse(text)) as Row;
}

/** Rewrites a JSON text so that each name of an object stands in it once, with its last value; numbers keep their text. */
export function lastOfEachName(text: string): string {
  return writeTree(
    readTree(
      text,
      (token) => token,
      (members) => members,
    ),
  );
}

function toValue(token: Token): unknown {
  if (token.name !== 'numberValue') return 'value' in token ? token.value : undefined;
  const double = Number(token.value);
  return isIntegerText(token.value) && !Number.isSafeInteger(double) ? BigInt(token.value) : double;
}

type Members = Map<string, unknown>;

/** The text as nested arrays and objects: scalars as `leaf` makes them, objects as `close` does. */
function readTree(
  text: string,
  leaf: (token: Token) => unknown,
  close: (members: Members) => unknown,
): unknown {
  const tokenizer = createTokenizer();
  const stack: (unknown[] | Members)[] = [];
  let name = '';
  let root: unknown;
  const names: string[] = [];
  const put = (value: unknown): void => {
    const parent = stack.at(-1);
    if (parent === undefined) root = value;
    else if (Array.isArray(parent)) parent.push(value);
    else parent.set(name, value);
  };
  for (const token of [...tokenizer.write(text), ...tokenizer.end()]) {
    switch (token.name) {
      case 'startObject':
      case 'startArray':
        names.push(name);
        stack.push(token.name === 'startArray' ? [] : new Map());
        break;
      case 'endObject':
      case 'endArray': {
        const closed = stack.pop();
        name = names.pop() ?? '';
        put(closed instanceof Map ? close(closed) : closed);
        break;
      }
      case 'keyValue':
        name = token.value;
        break;
      default:
        put(leaf(token));
    }
  }
  return root;
}

function toObject(members: Members): Row {
  const row: Row = {};
  for (const [name, value] of members) {
    // `__proto__` must become a member like any other
    Object.defineProperty(row, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return row;
}

function writeTree(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeTree).join(',')}]`;
  if (value instanceof Map) {
    const members = [...(value as Members)].map(
      ([name, member]) => `${quoteText(name)}:${writeTree(member)}`,
    );
    return `{${members.join(',')}}`;
  }
  const token = value as Token;
  if (token.name === 'stringValue') return quoteText(token.value);
  return 'value' in token ? String(token.value) : '';
}
