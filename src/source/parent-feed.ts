import type { ResourcePlan } from '../config/plan/plan.ts';
import { SourceError } from '../errors.ts';
import type { Batch, FlowItem, StagedEvidence } from '../model.ts';
import { toJsonText } from '../parse/json-text.ts';
import { parseFields, type Row } from '../parse/row-object.ts';
import { parentValues } from '../request/parent-values.ts';
import { excerpt } from '../wording.ts';
import type { ParentQueue } from './parent-queue.ts';

/** What a dependent resource needs of one row of its parent. */
export interface ParentRecord {
  readonly values: ReadonlyMap<string, unknown>;
  /** Included fields, as JSON text, under the names that they get. */
  readonly include: readonly (readonly [name: string, text: string])[];
}

/** A resource that depends on the one that feeds it. */
export interface Dependent {
  readonly resource: ResourcePlan;
  readonly queue: ParentQueue<ParentRecord>;
}

/**
 * Gives the rows of a parent to the resources that depend on it, as its batches pass. Rows of a page that may yet be void
 * wait until it has ended; rows that are met again were given before.
 */
export interface ParentFeed {
  take(item: FlowItem): Promise<void>;
  /** The parent's rows are at their end. */
  end(): Promise<void>;
}

export function createParentFeed(
  dependents: readonly Dependent[],
  evidence: StagedEvidence | undefined,
): ParentFeed {
  const failed = new Set<Dependent>();
  let waiting: FedRow[] = [];
  let page: number | undefined;
  const recent = createRecentRows();
  const give = async (rows: readonly FedRow[]): Promise<void> => {
    for (const row of rows) {
      if (recent.has(row)) continue;
      for (const [i, record] of row.records.entries()) {
        const dependent = dependents[i];
        if (record === undefined || dependent === undefined || failed.has(dependent)) continue;
        await dependent.queue.push(record);
      }
    }
  };
  const giveWaiting = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    await give(rows);
  };
  const takeRows = async (batch: Batch): Promise<void> => {
    // rows of a page that has ended wait for nothing, nor do those of the page before
    if (!batch.isProvisional) await giveWaiting();
    if (batch.isReread) return;
    const fresh = await freshRows(batch, evidence);
    const rows = fresh.map((i) => ({
      key: batch.keys[i],
      records: toRecords(batch.texts[i] ?? '', batch.lossyEncoding, dependents, failed),
    }));
    if (batch.isProvisional) waiting.push(...rows);
    else await give(rows);
  };
  return {
    async take(item) {
      switch (item.kind) {
        case 'rows':
          await takeRows(item);
          break;
        case 'page_end':
          // before the next page is asked for, which could hold the place in flight that the dependents wait for
          await giveWaiting();
          break;
        case 'page_void':
          if (item.page === page) waiting = [];
          break;
        case 'barrier':
          break;
        default:
          item satisfies never;
      }
      page = item.page;
    },
    end: giveWaiting,
  };
}

/** A row of the parent, and what each dependent resource needs of it. */
interface FedRow {
  readonly key: string | undefined;
  readonly records: readonly (ParentRecord | undefined)[];
}

/** Rows that are remembered: copies stand on neighbouring pages, where rows moved while those were read. */
const RECENT_ROWS = 5000;

/** Tells copies of a row that give nothing else to the dependents; rows without a key are no copies. */
function createRecentRows(): { has(row: FedRow): boolean } {
  const given = new Map<string, string>();
  return {
    has({ key, records }) {
      if (key === undefined) return false;
      const text = toJsonText(
        records.map((record) => record && [[...record.values.values()], record.include]),
      );
      if (given.get(key) === text) return true;
      given.delete(key);
      given.set(key, text);
      const [oldest] = given.keys();
      if (given.size > RECENT_ROWS && oldest !== undefined) given.delete(oldest);
      return false;
    },
  };
}

/** The indexes of the rows; in a later pass, of those that no earlier one met. */
async function freshRows(
  batch: Batch,
  evidence: StagedEvidence | undefined,
): Promise<readonly number[]> {
  const all = batch.texts.map((_, i) => i);
  if (batch.pass === 1 || evidence === undefined) return all;
  const unknown = await evidence.unknown(batch.keys.filter((key) => key !== undefined));
  return all.filter((i) => {
    const key = batch.keys[i];
    return key === undefined || unknown.has(key);
  });
}

function toRecords(
  text: string,
  lossyEncoding: string | undefined,
  dependents: readonly Dependent[],
  failed: Set<Dependent>,
): readonly (ParentRecord | undefined)[] {
  const row = parseFields(text);
  return dependents.map((dependent) => {
    if (failed.has(dependent)) return undefined;
    try {
      return parentRecord(row, dependent.resource, lossyEncoding);
    } catch (error) {
      // it is the dependent that fails, its parent goes on
      failed.add(dependent);
      dependent.queue.fail(error);
      return undefined;
    }
  });
}

/**
 * What a resource needs of a row of its parent; undefined if it skips that row.
 *
 * @throws {SourceError} SOURCE_PARENT_FIELD
 */
export function parentRecord(
  row: Row,
  resource: ResourcePlan,
  lossyEncoding?: string,
): ParentRecord | undefined {
  const { parent } = resource;
  if (parent === undefined) return undefined;
  const found = parentValues(row, parent, resource.name);
  if (found === 'skip') return undefined;
  const include = parent.include.map(
    ([field, name]) => [name, toJsonText(row[field] ?? null)] as const,
  );
  if (lossyEncoding !== undefined) assertSureKeys(include, resource, lossyEncoding);
  return { values: found, include };
}

/** Rows of different parents would be one by a key that has lost characters. */
function assertSureKeys(
  include: ParentRecord['include'],
  { name: resource, primaryKey, mergeKey, parent }: ResourcePlan,
  encoding: string,
): void {
  const keys = [...primaryKey, ...mergeKey];
  const lossy = include.find(([name, text]) => keys.includes(name) && text.includes('\uFFFD'));
  if (lossy === undefined) return;
  const [name, text] = lossy;
  throw new SourceError(
    'SOURCE_PARENT_FIELD',
    `${resource}: its key \`${name}\` comes from a row of \`${parent?.resource}\` that holds bytes there that are not valid ${encoding}, seen as \`${excerpt(text)}\`, so that different keys would become one. Ask the API's owner to send valid ${encoding}, or to name the charset in the content type. Nothing was written for it.`,
    { context: { resource, field: name } },
  );
}
