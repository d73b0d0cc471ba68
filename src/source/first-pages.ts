import type { ResourcePlan } from '../config/plan/plan.ts';
import { columnFormOf } from '../config/plan/plan.ts';
import { toError } from '../errors.ts';
import { redactError } from '../http/redact-error.ts';
import type { Batch } from '../model.ts';
import { toJsonText } from '../parse/json-text.ts';
import { createRowBatches } from '../parse/row-batch.ts';
import { parseFields } from '../parse/row-object.ts';
import { bindRequest } from '../request/bind-request.ts';
import { createIncremental, type IncrementalStage } from '../transform/incremental.ts';
import { createRowTransform } from '../transform/row-transform.ts';
import { type FirstPage, readFirstPage } from '../walk/first-page.ts';
import { bindValues, isKeyedLater, transformSettings } from './open-walk.ts';
import { type ParentRecord, parentRecord } from './parent-feed.ts';
import type { Run } from './run.ts';

/** A first page, and what a walk would make of it. */
export interface SeenPage {
  readonly page: FirstPage;
  /** Its rows as they would leave the walk; as the API sent them, if there is a fault. */
  readonly batches: readonly Batch[];
  /** What the walk would fail with at one of its rows. */
  readonly fault?: Error;
}

/** What became of the first page of a resource: `no parent row` if there was none to ask with. */
export type FirstSight = SeenPage | Error | 'no parent row';

/** Parent rows that a resource is asked for with, until one of them has rows. */
const MAX_PARENTS = 5;

/** Asks resources for their first pages, parents before those that depend on them. It does not throw for what the API does. */
export async function firstPages(
  resources: readonly ResourcePlan[],
  run: Run,
): Promise<ReadonlyMap<string, FirstSight>> {
  const pages = new Map<string, FirstSight>();
  for (const resource of resources) {
    run.signal.throwIfAborted();
    pages.set(resource.name, await firstSight(resource, pages, run));
  }
  return pages;
}

async function firstSight(
  resource: ResourcePlan,
  pages: ReadonlyMap<string, FirstSight>,
  run: Run,
): Promise<FirstSight> {
  try {
    if (resource.parent === undefined) return await look(resource, undefined, run);
    let first: SeenPage | undefined;
    for (const record of parentsOf(resource, pages.get(resource.parent.resource))) {
      const seen = await look(resource, record, run);
      if (seen.page.rows > 0) return seen;
      first ??= seen;
    }
    return first ?? 'no parent row';
  } catch (error) {
    run.signal.throwIfAborted();
    return redactError(toError(error), run.client.redact);
  }
}

async function look(
  resource: ResourcePlan,
  record: ParentRecord | undefined,
  run: Run,
): Promise<SeenPage> {
  const { incremental: settings, name, primaryKey } = resource;
  const incremental =
    settings === undefined
      ? undefined
      : createIncremental(settings, undefined, {
          resource: name,
          keyFields: primaryKey,
          columnForm: columnFormOf(resource),
        });
  const request = bindRequest(resource.request, bindValues(record?.values, incremental));
  const { plan, client, clock, signal, onEvent } = run;
  const page = await readFirstPage(
    {
      ...resource,
      ...request,
      columnForm: columnFormOf(resource),
      hasLenientKeys: true,
      retry: plan.retry,
      maxWaitMs: plan.maxWaitMs,
      window: 1,
      verify: 'off',
    },
    { client, clock, signal, onEvent },
  );
  try {
    return { page, batches: leaving(resource, page.batches, record, incremental) };
  } catch (error) {
    const fault = redactError(toError(error), client.redact);
    return { page, batches: page.batches, fault };
  }
}

/**
 * The rows of a page as they leave a walk.
 *
 * @throws {SluiceError} what the walk would fail with: a row without a usable key, a step, a cursor
 */
function leaving(
  resource: ResourcePlan,
  batches: readonly Batch[],
  record: ParentRecord | undefined,
  incremental: IncrementalStage | undefined,
): readonly Batch[] {
  const { name, primaryKey: keyFields, mergeKey, limits } = resource;
  const columnForm = columnFormOf(resource);
  const toBatch = createRowBatches({ resource: name, keyFields, mergeKey, columnForm, limits });
  const transform = createRowTransform(transformSettings(resource, record ?? {}, incremental));
  return batches.map((batch) => {
    if (!isKeyedLater(resource)) {
      const rows = batch.texts.map((text, i) => ({ text, row: batch.rows[i] ?? i }));
      toBatch(rows, batch);
    }
    return transform.apply(batch);
  });
}

/** What a resource is asked for with: of the first rows of its parent, those that differ. */
function* parentsOf(
  resource: ResourcePlan,
  parent: FirstSight | undefined,
): Generator<ParentRecord> {
  if (parent === undefined || parent instanceof Error || parent === 'no parent row') return;
  const asked = new Set<string>();
  for (const text of parent.batches.flatMap(({ texts }) => texts)) {
    const record = parentRecord(parseFields(text), resource);
    if (record === undefined) continue;
    const key = toJsonText([...record.values.values()]);
    if (asked.has(key)) continue;
    yield record;
    asked.add(key);
    if (asked.size >= MAX_PARENTS) return;
  }
}
