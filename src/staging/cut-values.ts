import type { ResourceTarget } from '../destination/destination.ts';
import type { Batch } from '../model.ts';
import { quoteText } from '../parse/json-text.ts';
import { type Member, membersOf } from '../parse/members.ts';
import { columnForm } from '../schema/naming.ts';
import type { Spool } from './spool.ts';

/** A row as it is staged. */
export interface StagedRow {
  readonly text: string;
  readonly exact: string | null;
  /** Where the values stand that were cut out of it; see {@link cutPointer}. */
  readonly cut: string | null;
}

/**
 * A row whose text is longer gives its longest values to the spool until it is not: 2,048 rows of this length are what DuckDB
 * holds of the staging table at once.
 */
const MAX_ROW_LENGTH = 32 * 1024;
/** A value that is shorter is hardly longer than what would say where it is. */
const MIN_VALUE_LENGTH = 256;

/** What stands in the row for a value that was cut out, so that its kind stays. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { '"': '""', '{': '{}', '[': '[]' };

/**
 * Where in `cut` the references to the values stand. Beside them stands how many bytes they take, and where the last one of them
 * ends, as `bytes` and `end`.
 */
export const CUT_VALUES = '/values';

/** Makes rows what they are in staging. */
export type RowCutter = (batch: Batch, index: number) => StagedRow;

/** Keys, and fields that decide which rows stay, are looked at as a whole: their values are never cut out. */
export function createRowCutter(target: ResourceTarget, spool: Spool): RowCutter {
  const { primaryKey, mergeKey = [], columns = [], naming } = target;
  const deciding = columns.filter(({ dedupSort, hardDelete }) => dedupSort ?? hardDelete);
  const names = [...primaryKey, ...mergeKey, ...deciding.map(({ field }) => field)];
  const forms = new Set(names.map((name) => columnForm(name, naming)));
  const isWhole = (field: string): boolean => forms.has(columnForm(field, naming));
  return (batch, index) => {
    const text = asObject(batch.texts[index] ?? 'null');
    const exact = batch.exact.get(index) ?? null;
    if (text.length <= MAX_ROW_LENGTH) return { text, exact, cut: null };
    return cutRow({ text, exact, cut: null }, isWhole, spool);
  };
}

/** A row that is not an object becomes one, under the name that its facts have. */
function asObject(text: string): string {
  return text.trimStart().startsWith('{') ? text : `{"value":${text}}`;
}

function cutRow(row: StagedRow, isWhole: (field: string) => boolean, spool: Spool): StagedRow {
  const members = membersOf(row.text);
  const values = new Map<string, string>();
  const begin = spool.end;
  let length = row.text.length;
  for (const { name, value } of longest(members)) {
    if (length <= MAX_ROW_LENGTH) break;
    if (!isCuttable(value) || isWhole(name)) continue;
    values.set(name, spool.append(value));
    length -= value.length;
  }
  if (values.size === 0) return row;
  const text = members.map((member) =>
    values.has(member.name) ? withValue(member, placeholder(member.value)) : member.text,
  );
  const place = { values: Object.fromEntries(values), bytes: spool.end - begin, end: spool.end };
  return {
    text: `{${text.join(',')}}`,
    exact: row.exact === null ? null : withoutFields(row.exact, values),
    cut: JSON.stringify(place),
  };
}

function longest(members: readonly Member[]): Member[] {
  return members.toSorted((a, b) => b.value.length - a.value.length);
}

function isCuttable(value: string): boolean {
  return value.length >= MIN_VALUE_LENGTH && placeholder(value) !== '';
}

function placeholder(value: string): string {
  return PLACEHOLDERS[value.charAt(0)] ?? '';
}

function withValue({ name }: Member, value: string): string {
  return `${quoteText(name)}:${value}`;
}

/** A value that was cut out is exact by itself. */
function withoutFields(exact: string, cut: ReadonlyMap<string, string>): string | null {
  const left = membersOf(exact).filter(({ name }) => !cut.has(name));
  return left.length === 0 ? null : `{${left.map(({ text }) => text).join(',')}}`;
}

/** A row as it was before values were cut out of it. */
export function wholeRow(text: string, cut: string, spool: Spool): string {
  const { values } = JSON.parse(cut) as { readonly values: Readonly<Record<string, string>> };
  const members = membersOf(text).map((member) => {
    const reference = Object.hasOwn(values, member.name) ? values[member.name] : undefined;
    return reference === undefined
      ? member.text
      : withValue(member, spool.token(reference).toString());
  });
  return `{${members.join(',')}}`;
}
