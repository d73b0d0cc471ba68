import type { ResourcePlan } from '../config/plan/plan.ts';
import type { ResourceTarget } from '../destination/destination.ts';
import { nestedNames } from '../parse/column-form.ts';
import { compilePath } from '../parse/json-path.ts';
import { toJsonText } from '../parse/json-text.ts';
import { normalPath } from '../schema/dlt/names.ts';
import { foldName, type Naming, tableName } from '../schema/naming.ts';
import type { Run } from '../source/run.ts';
import type { SyncSettings } from '../sync-options.ts';

/** The table that a name stands for, as the layout of a load writes it. */
export function tableNameOf({ layout }: SyncSettings, naming: Naming, given: string): string {
  return layout === 'dlt' ? normalPath(given) : tableName(given, naming);
}

/** What a destination is told of a resource. */
export function resourceTarget(
  resource: ResourcePlan,
  isFamily: boolean,
  { use, settings }: { readonly use: Run; readonly settings: SyncSettings },
): ResourceTarget {
  const { name, table, primaryKey, write, mergeKey, columns, contract } = resource;
  const { naming, detectDates, maxCheckpointAgeMs, onMissing, maxDeleteRatio } = resource;
  const { maxColumns, incremental, history, versionField } = resource;
  // pages that were asked for in another way prove something else, and those of another range hold other rows: such a walk
  // is not gone on with
  const range = use.ranges?.get(resource.name);
  const parts = [resource.planHash, use.verifyOf(resource)];
  const planHash = [...parts, ...(range === undefined ? [] : [toJsonText({ ...range })])].join(' ');
  return {
    resource: name,
    table: settings.layout === 'dlt' ? normalPath(resource.dlt.table) : table,
    ...(sharesTable(resource, use) ? { sharesTable: true } : {}),
    isTableOfRows: resource.tableOf === undefined ? undefined : true,
    primaryKey,
    write,
    mergeKey,
    ...(history === undefined ? {} : { history }),
    ...(versionField === undefined ? {} : { versionField }),
    columns,
    contract,
    naming,
    ...(settings.layout === 'dlt' ? { dlt: resource.dlt } : {}),
    detectDates,
    nested: settings.nested ?? resource.nested,
    ...(resource.nestedViews === true ? { nestedViews: true } : {}),
    planHash,
    full: settings.full,
    maxCheckpointAgeMs,
    ...(resource.loadTimes === true ? { loadTimes: true } : {}),
    onMissing,
    maxDeleteRatio,
    maxColumns,
    cursorFields: incremental === undefined ? undefined : topFields(incremental.cursorPath),
    isFamily,
  };
}

/** The fields of the row that a cursor can be in, or below. */
function topFields(cursorPath: string): readonly string[] {
  const path = compilePath(cursorPath);
  const name = 'problem' in path ? undefined : path.names?.[0];
  if (name === undefined) return [];
  return [name, ...nestedNames(name).flatMap((names) => names.slice(0, 1))];
}

/** Whether another resource of the configuration writes the same table. */
function sharesTable({ name, table, tableOf }: ResourcePlan, { plan }: Run): boolean {
  return (
    tableOf === undefined &&
    plan.resources.some(
      (other) =>
        other.name !== name &&
        other.selected &&
        other.tableOf === undefined &&
        foldName(other.table) === foldName(table),
    )
  );
}
