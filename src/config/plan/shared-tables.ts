import { columnForm, foldName, type Naming, tableName } from '../../schema/naming.ts';
import { columnEntries, type MergeKeys, tableKeys } from '../format/columns.ts';
import type { WriteDispositionConfig } from '../format/config-types.ts';
import type { PlacedIssue } from '../format/issues.ts';
import { writeMode } from '../format/table.ts';
import { asPlain, type Plain } from '../format/values.ts';
import type { PlacedResource } from './merge-defaults.ts';

/** A selected resource whose table is known beforehand. */
interface Tabled {
  readonly index: number;
  readonly resource: Plain;
  readonly table: string;
}

/**
 * What is wrong with resources that share a table. They may: a list and its details, several types of objects. But they have
 * to write it in one way, and none may take away the rows of another.
 */
export function checkSharedTables(merged: readonly PlacedResource[]): PlacedIssue[] {
  const first = new Map<string, Tabled>();
  return merged.flatMap(({ index, resource }) => {
    const table = tableOf(resource);
    if (table === undefined) return [];
    const one = { index, resource, table };
    const other = first.get(foldName(table));
    if (other === undefined) {
      first.set(foldName(table), one);
      return [];
    }
    const problem = sharingProblem(other.resource, resource);
    if (problem === undefined) return [];
    const message = `\`${table}\` is the table of resources[${other.index}] too${problem}`;
    return [{ path: ['resources', index, 'table_name'], message }];
  });
}

const OWN_TABLE = 'Give one of them a `table_name` of its own';

function sharingProblem(first: Plain, second: Plain): string | undefined {
  if (isByName(first) && isByName(second)) {
    return '; give one of them a `table_name` of its own';
  }
  const [mode, otherMode] = [modeOf(first), modeOf(second)];
  if (mode === 'replace' || otherMode === 'replace') {
    return `, and by \`replace\` one would take away the rows of the other. Write \`append\` or \`merge\`. ${OWN_TABLE}`;
  }
  if (mode === 'scd2' || mode === 'cdc') {
    return `, and \`${mode}\` would take the rows of the other for gone. Write \`upsert\`. ${OWN_TABLE}`;
  }
  if (mode !== otherMode) {
    return `, which is written by \`${mode}\` there and by \`${otherMode}\` here. Write it in one way. ${OWN_TABLE}`;
  }
  if (keyOf(first, 'mergeKey') !== '' || keyOf(second, 'mergeKey') !== '') {
    return `, and by a \`merge_key\` one would take away the rows of the other. Write a \`primary_key\`. ${OWN_TABLE}`;
  }
  if (mode !== 'append' && keyOf(first, 'primaryKey') !== keyOf(second, 'primaryKey')) {
    return `, which has another \`primary_key\`. Write the same one. ${OWN_TABLE}`;
  }
  const missing = [first, second].map((resource) => resource['on_missing'] ?? 'keep');
  if (missing.some((word) => word !== 'keep')) {
    return `, so that \`on_missing\` would take the rows of the other for missing. Leave it out. ${OWN_TABLE}`;
  }
  if (namingOf(first) !== namingOf(second)) {
    return `, which has another \`naming\`. Write the same one. ${OWN_TABLE}`;
  }
  const column = differentColumn(first, second);
  return column === undefined
    ? undefined
    : `, where \`columns\` gives another type to \`${column}\`. Write the same one. ${OWN_TABLE}`;
}

/** Undefined for what is wrong by itself, and where a function gives the table. */
function tableOf(resource: Plain): string | undefined {
  const { name, table_name: written } = resource;
  if (typeof name !== 'string' || name === '') return undefined;
  if (resource['selected'] === false || typeof written === 'function') return undefined;
  const own = typeof written === 'string' && written !== '' ? written : name;
  return tableName(own, namingOf(resource));
}

/** Whether the name of the resource is that of the table already: sharing it can be an accident. */
function isByName(resource: Plain): boolean {
  return tableOf(resource) === tableName(String(resource['name']), namingOf(resource));
}

function namingOf({ naming }: Plain): Naming {
  return naming === 'direct' ? 'direct' : 'snake_case';
}

function modeOf(resource: Plain): string {
  const { write_disposition: written } = resource;
  const isWord = typeof written === 'string' || 'disposition' in asPlain(written);
  const config = isWord ? (written as WriteDispositionConfig) : undefined;
  return writeMode(config, tableKeys(resource));
}

function keyOf(resource: Plain, key: keyof MergeKeys): string {
  const forms = tableKeys(resource)[key].map((name) => columnForm(name, namingOf(resource)));
  return [...new Set(forms)].sort().join(' ');
}

const TYPE_KEYS = ['data_type', 'precision', 'scale', 'timezone'] as const;

/** A column to which the two give different types. */
function differentColumn(first: Plain, second: Plain): string | undefined {
  const typesOf = (resource: Plain): Map<string, string> =>
    new Map(
      (columnEntries(resource['columns']) ?? [])
        .filter(([, column]) => column['data_type'] != null)
        .map(([name, column]) => [
          columnForm(name, namingOf(resource)),
          JSON.stringify(TYPE_KEYS.map((key) => column[key] ?? null)),
        ]),
    );
  const types = typesOf(first);
  return [...typesOf(second)].find(
    ([name, type]) => types.has(name) && types.get(name) !== type,
  )?.[0];
}
