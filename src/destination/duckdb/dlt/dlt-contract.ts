import { DestinationError } from '../../../errors.ts';
import { listTable } from '../../../schema/dlt/names.ts';
import type { DltNormaliser } from '../../../schema/dlt/normaliser.ts';
import type { DltTable, DltViolation } from '../../../schema/dlt/tables.ts';
import { DEFAULT_MAX_COLUMNS } from '../../../schema/table-hints.ts';
import { literal } from '../../../staging/quote.ts';
import { counted } from '../../../wording.ts';
import type { ResourceTarget } from '../../destination.ts';
import type { DltRows } from './dlt-rows.ts';

/** @throws {DestinationError} DESTINATION_WRITE if the contract lets nothing be written */
export function assertAllowed(target: ResourceTarget, { refused }: DltRows): void {
  const frozen = refused.find(({ violation }) => violation.mode === 'freeze');
  if (frozen === undefined) return;
  const { entity, column } = frozen.violation;
  const advice =
    entity === 'nullable'
      ? `. Give \`${column}\` a \`data_type\` in \`columns\` that takes all of its values, or leave such rows out with a \`filter\``
      : `, and \`schema_contract\` has \`${entity}: freeze\`. Take \`evolve\`, \`discard_row\` or \`discard_value\``;
  throw rowsRefused(target, `${whatOf(frozen.violation)}${advice}`);
}

/**
 * @param known - the tables as they were
 * @throws {DestinationError} DESTINATION_WRITE if a table would have more columns than `max_columns`, and more than it has
 */
export function assertNarrow(
  target: ResourceTarget,
  tables: readonly DltTable[],
  known: readonly DltTable[],
): void {
  const { maxColumns = DEFAULT_MAX_COLUMNS } = target;
  const before = new Map(known.map(({ name, columns }) => [name, columns.length]));
  const wide = tables.find(
    ({ name, columns }) => columns.length > Math.max(maxColumns, before.get(name) ?? 0),
  );
  if (wide === undefined) return;
  throw rowsRefused(
    target,
    `the table \`${wide.name}\` would have ${counted(wide.columns.length, 'column')}, more than \`max_columns\` (${maxColumns}) allows. Raise it, set \`max_table_nesting\` to keep objects as JSON, or leave fields out with a \`map\` of \`processing_steps\``,
  );
}

/** The error of rows that no fold would ever take: they are dropped, and the next run reads them anew. */
export function rowsRefused({ resource, table }: ResourceTarget, why: string): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: ${why}. The tables are as they were.`,
    { context: { resource, table, rowsRefused: true } },
  );
}

function whatOf({ entity, table, column }: DltViolation): string {
  switch (entity) {
    case 'tables':
      return `\`${table}\` would be a new table`;
    case 'columns':
      return `\`${column}\` would be a new column of the table \`${table}\``;
    case 'data_type':
      return `a value does not fit the type of the column \`${column}\` of the table \`${table}\``;
    default:
      return `\`${column}\` of the table \`${table}\` is null or missing in a row, but takes no null`;
  }
}

/** The refused rows, each with its first reason. */
export function refusedQuery({ refused }: DltRows): string {
  const reasons = new Map<string, string>();
  for (const { stagedRow, violation } of refused) {
    if (!reasons.has(stagedRow)) reasons.set(stagedRow, whatOf(violation));
  }
  const list = JSON.stringify([...reasons].map(([row, reason]) => ({ row, reason })));
  return `SELECT gone.row AS staged_row, gone.reason FROM (SELECT unnest(from_json(${literal(list)}, '[{"row":"BIGINT","reason":"VARCHAR"}]')) AS gone)`;
}

/** What is to be said of the rows of a walk. */
export function warningsOf(
  { resource, table, dlt }: ResourceTarget,
  normaliser: DltNormaliser,
  { leftOut }: DltRows,
): readonly string[] {
  const notes = normaliser.takeNotes().map(({ table: of, column, wanted, source }) => {
    const place =
      column === undefined ? `the table \`${of}\`` : `the column \`${column}\` of \`${of}\``;
    return `${resource}: two names of the API would both be \`${wanted}\`; \`${source.join('.')}\` went into ${place}.`;
  });
  const values = [...leftOut.values()].map(
    ({ violation, count }) =>
      `${resource}: ${counted(count, 'value')} ${count === 1 ? 'was' : 'were'} left out: ${whatOf(violation)}, and \`schema_contract\` has \`${violation.entity}: discard_value\`.`,
  );
  const tables = new Map(normaliser.tables().map(({ name, columns }) => [name, columns]));
  const nulls = [...normaliser.nullOnly()].flatMap(([table, names]) => {
    const without = names.filter(
      (name) => !tables.get(table)?.some((column) => column.name === name),
    );
    const list = without.map((name) => `\`${name}\``).join(', ');
    return without.length === 0
      ? []
      : [`${resource}: only null came for ${list} of \`${table}\`, so there is no column for it.`];
  });
  const unmet = (dlt?.nested ?? [])
    .filter(({ path }) => !tables.has(listTable(table, path)))
    .map(
      ({ path }) =>
        `${resource}: \`nested_hints\` names \`${path.join('.')}\`, and no row has such a list. Correct the name, or remove the hint.`,
    );
  return [...notes, ...values, ...nulls, ...unmet];
}
