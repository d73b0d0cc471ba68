import type { ResourcePlan } from './config/plan.ts';
import type { ResourceTarget } from './destination/destination.ts';
import { toJsonText } from './parse/json-text.ts';
import type { SourceUse } from './source/source-use.ts';
import type { SyncSettings } from './sync-options.ts';

/** What a destination is told of a resource. */
export function resourceTarget(
  resource: ResourcePlan,
  isFamily: boolean,
  { use, settings }: { readonly use: SourceUse; readonly settings: SyncSettings },
): ResourceTarget {
  const { name, table, primaryKey, write, mergeKey, columns, contract } = resource;
  const { naming, detectDates, maxCheckpointAgeMs, onMissing, maxDeleteRatio } = resource;
  // pages that were asked for in another way prove something else, and those of another range hold other rows: such a walk
  // is not gone on with
  const range = resource.incremental === undefined ? undefined : use.range;
  const parts = [resource.planHash, use.verifyOf(resource)];
  const planHash = [...parts, ...(range === undefined ? [] : [toJsonText({ ...range })])].join(' ');
  return {
    resource: name,
    table,
    primaryKey,
    write,
    mergeKey,
    columns,
    contract,
    naming,
    detectDates,
    planHash,
    full: settings.full,
    maxCheckpointAgeMs,
    onMissing,
    ...(maxDeleteRatio === undefined ? {} : { maxDeleteRatio }),
    isFamily,
  };
}
