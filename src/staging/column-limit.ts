import type { ResourceTarget } from '../destination/destination.ts';
import { writeRule } from '../destination/write-rule.ts';
import { type Batch, type FieldFacts, Kind } from '../model.ts';
import { quoteText } from '../parse/json-text.ts';
import { membersOf } from '../parse/members.ts';
import { mergeFacts, NO_FACTS, withoutShape } from '../schema/facts.ts';
import { columnForm, REST_FIELD } from '../schema/naming.ts';
import { DEFAULT_MAX_COLUMNS } from '../schema/table-hints.ts';

export interface ColumnLimitOptions {
  readonly target: ResourceTarget;
  /** Fields that have columns in the table. */
  readonly known: Iterable<string>;
  /** Fields that have columns, or will have, by all resources that write the table; it is added to. */
  readonly columns: Set<string>;
  /** What was seen so far of the fields that are, or will be, columns; it is added to. */
  readonly facts: Map<string, FieldFacts>;
}

/** Takes a batch in its turn, adds its facts, and gives it with as many fields as the table takes. */
export type ColumnLimit = (batch: Batch) => Batch;

/**
 * Decides which fields are columns: those that the table has, those that the configuration names, and, in the order in which
 * they are first met with a value, others, until there are as many as `max_columns`. All other values of a row go into its one
 * field {@link REST_FIELD}. What is decided stays so, so that facts, checkpoint and fold are no larger than the table.
 */
export function createColumnLimit({
  target,
  known,
  columns,
  facts,
}: ColumnLimitOptions): ColumnLimit {
  const { naming } = target;
  // layout dlt has no column for the rest: its fold refuses what is too wide
  const maxColumns =
    target.dlt === undefined ? (target.maxColumns ?? DEFAULT_MAX_COLUMNS) : Infinity;
  // a table that is replaced is a new one
  if (writeRule(target) !== 'replace') for (const field of known) columns.add(field);
  for (const [field, { kinds }] of facts) if (hasValue(kinds)) columns.add(field);
  columns.delete(REST_FIELD);
  const named = new Set(namedFields(target));
  const forms = new Set([...named].map((name) => columnForm(name, naming)));
  const isNamed = (field: string): boolean =>
    named.has(field) || forms.has(columnForm(field, naming));

  /** Whether a field that is met with a value is a column; from now on, then. */
  const becomesColumn = (field: string): boolean => {
    if (columns.has(field)) return true;
    if (field === REST_FIELD || !(columns.size < maxColumns || isNamed(field))) return false;
    columns.add(field);
    return true;
  };
  return (batch) => {
    let isOver = false;
    for (const [field, seen] of batch.facts) {
      if (!hasValue(seen.kinds)) {
        // a field that is always null is none of the table; it is only known by its name
        if (columns.has(field) || facts.size < 2 * maxColumns) addTo(facts, field, seen);
      } else if (becomesColumn(field)) addTo(facts, field, seen);
      else {
        isOver = true;
        facts.delete(field);
      }
    }
    return isOver ? withRest(batch, columns, facts) : batch;
  };
}

function addTo(facts: Map<string, FieldFacts>, field: string, seen: FieldFacts): void {
  facts.set(field, mergeFacts(facts.get(field) ?? NO_FACTS, seen));
}

function hasValue(kinds: number): boolean {
  return (kinds & ~Kind.null) !== 0;
}

/** Fields that are columns, however many there are. */
function namedFields({ primaryKey, mergeKey, columns, cursorFields }: ResourceTarget): string[] {
  const hinted = (columns ?? []).map(({ field }) => field);
  return [...primaryKey, ...(mergeKey ?? []), ...hinted, ...(cursorFields ?? [])];
}

function withRest(
  batch: Batch,
  columns: ReadonlySet<string>,
  facts: Map<string, FieldFacts>,
): Batch {
  const exact = new Map(batch.exact);
  let kinds = 0;
  const texts = batch.texts.map((text, index) => {
    const row = splitRow(text, batch.exact.get(index), columns);
    if (row === undefined) return text;
    kinds |= row.kinds;
    if (row.exact === undefined) exact.delete(index);
    else exact.set(index, row.exact);
    return row.text;
  });
  addTo(facts, REST_FIELD, withoutShape({ ...NO_FACTS, kinds }));
  return { ...batch, texts, exact };
}

interface SplitRow {
  readonly text: string;
  readonly exact: string | undefined;
  /** Of the rest. */
  readonly kinds: number;
}

/** A row whose values that are of no column stand in one field; undefined if it has none. */
function splitRow(
  text: string,
  exactText: string | undefined,
  columns: ReadonlySet<string>,
): SplitRow | undefined {
  if (!text.startsWith('{')) return undefined;
  const members = membersOf(text);
  const rest = members.filter(({ name, value }) => value !== 'null' && !columns.has(name));
  if (rest.length === 0) return undefined;
  const kept = members.filter(({ name }) => columns.has(name)).map((member) => member.text);
  const restText = `{${rest.map((member) => member.text).join(',')}}`;
  const inexact = exactText === undefined ? [] : membersOf(exactText);
  const keptInexact = inexact.filter(({ name }) => columns.has(name));
  const isInexact = keptInexact.length < inexact.length;
  const exact = keptInexact.map((member) => member.text);
  if (isInexact) exact.push(`${quoteText(REST_FIELD)}:${quoteText(restText)}`);
  return {
    text: `{${[...kept, `${quoteText(REST_FIELD)}:${restText}`].join(',')}}`,
    exact: exact.length === 0 ? undefined : `{${exact.join(',')}}`,
    kinds: Kind.object | (isInexact ? Kind.inexact : 0),
  };
}
