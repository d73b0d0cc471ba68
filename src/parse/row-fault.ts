import { excerpt } from '../excerpt.ts';

/** What is wrong with a row, said without its place, which the page knows. */
export class RowFault extends Error {
  readonly code: 'PARSE_LIMIT' | 'PARSE_NUMBER_RANGE' | 'PARSE_KEY_MISSING';

  /** The row, if it is whole. */
  readonly text: string | undefined;

  constructor(code: RowFault['code'], message: string, text?: string) {
    super(message);
    this.code = code;
    this.text = text;
  }
}

/** The fault of a row whose key field is missing, or holds what is no key. */
export function missingKey(text: string, field: string): RowFault {
  const row = JSON.parse(text) as unknown;
  const isObject = typeof row === 'object' && row !== null && !Array.isArray(row);
  let seen = 'missing';
  if (!isObject) seen = `missing, as the row is no object but \`${excerpt(text)}\``;
  else if (Object.hasOwn(row, field)) {
    seen = excerpt(JSON.stringify((row as Record<string, unknown>)[field]));
  }
  return new RowFault(
    'PARSE_KEY_MISSING',
    `has no usable primary key, \`${field}\` is ${seen}`,
    text,
  );
}
