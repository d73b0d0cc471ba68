import { DestinationError } from '../../../errors.ts';
import { familyOf } from '../../../schema/dlt/stored-schema.ts';
import type { DltTable } from '../../../schema/dlt/tables.ts';
import type { Database } from '../../../staging/database.ts';
import { catalogName } from '../../../staging/quote.ts';
import { type CatalogTable, isCatalogType } from '../../../staging/typing/known-table.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { hasFolds } from '../books/fold-books.ts';
import { readStoredSchema, schemaNameOf } from './dlt-books.ts';
import { dltType, readDltCatalog } from './dlt-tables.ts';

/** How a table is looked at before its rows are fetched. */
interface DltLook {
  /** The columns that layout `native` gave it. */
  readonly known: readonly unknown[];
  readonly catalog: CatalogTable | undefined;
  /** Whether it may be one that dlt made. */
  readonly takeOver: boolean;
}

/** @throws {DestinationError} DESTINATION_TABLE_FOREIGN for a table of lists */
export function assertNoList(
  { dataset }: Pick<LoadStart, 'dataset'>,
  { resource, table }: Pick<ResourceTarget, 'resource' | 'table'>,
  known: DltTable | undefined,
): void {
  if (known?.parent === undefined) return;
  throw new DestinationError(
    'DESTINATION_TABLE_FOREIGN',
    `${resource}: the table \`${dataset}.${table}\` holds the lists of \`${known.parent}\`. Give the resource another \`table_name\`; the table was left as it is.`,
    { context: { resource, table } },
  );
}

/**
 * Refuses tables that are of another layout, or that dlt made, unless they are to be taken over.
 *
 * @throws {DestinationError} DESTINATION_TABLE_FOREIGN
 */
export async function assertDltTable(
  database: Database,
  load: LoadStart,
  { resource, table, onMissing }: ResourceTarget,
  { known, catalog, takeOver }: DltLook,
): Promise<void> {
  const { dataset } = load;
  if (onMissing === 'mark') {
    throw new DestinationError(
      'DESTINATION_WRITE',
      `${resource}: the tables of layout \`dlt\` have no column in which missing rows could be marked. Set \`on_missing\` to \`keep\` or \`delete\`. Nothing was fetched.`,
      { context: { resource, table } },
    );
  }
  const refuse = (what: string, advice: string): DestinationError =>
    new DestinationError(
      'DESTINATION_TABLE_FOREIGN',
      `${resource}: the table \`${dataset}.${table}\` ${what}. ${advice}; it was left as it is, and nothing was fetched for it.`,
      { context: { resource, table } },
    );
  if (known.length > 0) {
    throw refuse('is of layout `native`', 'Load it with that layout, or take another dataset');
  }
  const schema = await readStoredSchema(database, dataset, schemaNameOf(load));
  const family = familyOf(schema?.tables ?? [], table);
  assertNoList(load, { resource, table }, family[0]);
  if (catalog !== undefined && !(await hasFolds(database, dataset, table))) {
    if (family.length === 0) {
      throw refuse('is there, but Sluice did not make it', 'Rename it, or take another dataset');
    }
    if (!takeOver)
      throw refuse('was made by dlt', 'Take it over with `--take-over`, or take another dataset');
  }
  const there = await readDltCatalog(database, dataset);
  for (const { name, columns } of family) {
    const found = there.get(catalogName(name));
    for (const column of found === undefined ? [] : columns) {
      const [type, now] = [dltType(column), found?.get(catalogName(column.name))];
      if (type === undefined || now === undefined || isCatalogType(now, type)) continue;
      throw refuse(
        `has in \`${name}\` a column \`${column.name}\` of type ${now}, where the stored schema has ${type}`,
        'Change its type back, or take another dataset',
      );
    }
  }
}
