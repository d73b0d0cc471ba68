import { quoteText } from '../parse/json-text.ts';
import { lastOfEachName } from '../parse/row-object.ts';
import { excerpt } from '../wording.ts';
import { type RowPlace, rowError } from './row-place.ts';

/** Fields that each row gets: name -> JSON text of the value. */
export type IncludedFields = readonly (readonly [name: string, valueText: string])[];

/** Sets the same fields on rows, working on their text alone, so that nothing of it changes. */
export interface Include {
  /** The fields as one object. */
  readonly text: string;
  readonly names: readonly string[];
  /** Whether a row has such a field already, here or further inside. */
  mayHave(text: string): boolean;
  /** The row with the fields at its end; those that it has already are overwritten where they stand. */
  append(text: string, place: RowPlace): string;
}

export function createInclude(fields: IncludedFields): Include {
  const members = fields.map(([name, value]) => `${quoteText(name)}:${value}`).join(',');
  const prefixes = fields.map(([name]) => `${quoteText(name)}:`);
  const mayHave = (text: string): boolean => prefixes.some((prefix) => text.includes(prefix));
  return {
    text: `{${members}}`,
    names: fields.map(([name]) => name),
    mayHave,
    append(text, place) {
      if (!text.startsWith('{')) {
        const what = `\`include_from_parent\` sets fields, and the row is no object, it is ${excerpt(text)}. Select rows that are objects (data_selector), or leave out \`include_from_parent\`.`;
        throw rowError('TRANSFORM_STEP', place, what);
      }
      const joined = text === '{}' ? `{${members}}` : `${text.slice(0, -1)},${members}}`;
      return mayHave(text) ? lastOfEachName(joined) : joined;
    },
  };
}
