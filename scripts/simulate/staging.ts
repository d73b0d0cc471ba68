import { EventEmitter } from 'node:events';
import type { BarrierEvents, FlowItem, ResumePoint, StagedEvidence } from '../../src/model.ts';
import type { Random } from './random.ts';

/** A row that came out of the walk, where it stands. */
export interface StagedRow {
  readonly pass: number;
  readonly page: number;
  readonly row: number;
  readonly key: string;
  readonly version: number;
  readonly isReread: boolean;
}

/** The rows of a walk in memory, as a staging table has them: visible and durable from commit to commit. */
export interface Staging {
  take(item: FlowItem): void;
  /** What a crash leaves: the rows up to the last state that was committed. Undefined where that is nothing. */
  crash(): ResumePoint | undefined;
  /** What counts at the end. */
  rows(): readonly StagedRow[];
  readonly evidence: StagedEvidence;
  /** Keys whose first pass is later than 1. */
  lateKeys(): number;
}

/** How often an item is followed by a commit. */
const COMMIT_CHANCE = 0.3;
const LAST_KEYS = 10_000;

export function createStaging(random: Random): Staging {
  const barriers: BarrierEvents = new EventEmitter();
  let rows: StagedRow[] = [];
  let committedRows = 0;
  let state: StagedState | undefined;
  let committedState: typeof state;

  const commit = (): void => {
    committedRows = rows.length;
    committedState = state;
  };
  const committed = (): readonly StagedRow[] => rows.slice(0, committedRows);

  const lateKeys = (): number => {
    const first = firstPasses(rows);
    return [...first.values()].filter((pass) => pass > 1).length;
  };

  return {
    take: (item) => {
      const { pass, page } = item;
      if (item.kind === 'page_void') {
        const isVoid = (row: StagedRow): boolean => row.pass === pass && row.page === page;
        const kept = rows.filter((row) => !isVoid(row));
        committedRows -= rows.slice(0, committedRows).filter(isVoid).length;
        rows = kept;
      }
      rows.push(...stagedRows(item));
      if (item.kind === 'page_end' && item.state !== undefined) {
        state = { text: item.state, rows: rows.length, pass, page };
      }
      if (item.kind === 'barrier' || random.chance(COMMIT_CHANCE)) commit();
      if (item.kind === 'barrier') barriers.emit('reached', item.id);
    },
    crash: () => {
      state = committedState;
      rows = rows.slice(0, committedState?.rows ?? 0);
      committedRows = rows.length;
      if (committedState === undefined) return undefined;
      const isCounted = rows.filter((row) => row.pass === 1 && !row.isReread).length;
      // the page of the state, as the destination looks it up: where all its rows were met before, none is staged
      const { pass, page } = committedState;
      const lastPage = rows.filter((row) => row.pass === pass && row.page === page);
      const lastKeys = lastPage
        .sort((a, b) => a.row - b.row)
        .map((row) => row.key)
        .slice(-LAST_KEYS);
      const since = new Date(0).toISOString();
      return { state: committedState.text, rows: isCounted + lateKeys(), lastKeys, page, since };
    },
    rows: () => rows,
    evidence: {
      barriers,
      unknown: async (keys) => {
        const known = new Set(committed().map((row) => row.key));
        return new Set(keys.filter((key) => !known.has(key)));
      },
      moved: async (pass) => {
        const places = new Map<string, number>();
        for (const row of committed()) {
          if (row.pass === pass && !row.isReread)
            places.set(row.key, (places.get(row.key) ?? 0) + 1);
        }
        return [...places.values()].filter((count) => count > 1).length;
      },
      distinct: async () => new Set(committed().map((row) => row.key)).size,
    },
    lateKeys,
  };
}

export function stagedRows(item: FlowItem): StagedRow[] {
  if (item.kind !== 'rows') return [];
  const { pass, page, isReread } = item;
  return item.texts.map((text, i) => ({
    pass,
    page,
    row: item.rows[i] as number,
    key: item.keys[i] as string,
    version: (JSON.parse(text) as { v: number }).v,
    isReread,
  }));
}

/** The pass in which each key was met first. */
function firstPasses(rows: readonly StagedRow[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { key, pass } of rows) first.set(key, Math.min(pass, first.get(key) ?? pass));
  return first;
}

/** The state of the walk behind a page, and how many rows were staged by then. */
interface StagedState {
  readonly text: string;
  readonly rows: number;
  readonly pass: number;
  readonly page: number;
}
