import { excerpt } from '../wording.ts';
import { type ColumnForm, nestedPath } from './column-form.ts';

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

/** The fault of a row whose key field is missing, or holds what is not a key. */
export function missingKey(
  text: string,
  field: string,
  columnForm: ColumnForm = (name) => name,
): RowFault {
  const row = JSON.parse(text) as unknown;
  const isObject = typeof row === 'object' && row !== null && !Array.isArray(row);
  let seen = 'missing';
  if (!isObject) seen = `missing, as the row is no object but \`${excerpt(text)}\``;
  else if (Object.hasOwn(row, field)) {
    seen = excerpt(JSON.stringify((row as Record<string, unknown>)[field]));
  } else if (nestedPath(row, field, columnForm) !== undefined) {
    seen =
      'below the top level of the row, and a key is made of fields of the row itself. Put it there with a `map` of `processing_steps`';
  }
  return new RowFault(
    'PARSE_KEY_MISSING',
    `has no usable primary key, \`${field}\` is ${seen}`,
    text,
  );
}

/** The fault of a row in which more than one field can be meant by a name. */
export function ambiguousKey(name: string, fields: readonly string[]): RowFault {
  const all = fields.map((field) => `\`${field}\``).join(' and ');
  return new RowFault(
    'PARSE_KEY_MISSING',
    `has no usable primary key, \`${name}\` can mean the fields ${all}. Name the field in \`primary_key\` as the API writes it`,
  );
}

/** The fault of a row whose key was not valid text: different keys would become one. */
export function lossyKey(
  key: 'primary key' | 'merge key',
  field: string,
  seen: string,
  encoding: string,
): RowFault {
  return new RowFault(
    'PARSE_KEY_MISSING',
    `has no usable ${key}, \`${field}\` holds bytes that are not valid ${encoding}, seen as \`${excerpt(seen)}\`, so that different keys would become one. Ask the API's owner to send valid ${encoding}, or to name the charset in the content type; the row was not taken`,
  );
}
