import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import type {
  Destination,
  DestinationLoad,
  LoadCounts,
  ResourceTarget,
  Settlement,
} from '../../src/destination/destination.ts';
import type { CursorMove, FlowItem, Reason, ResourceReport, WalkOutcome } from '../../src/model.ts';
import { batchOf, type TestRow, wholePage } from './batches.ts';
import { contacts, loadStart, syncReport } from './duckdb-load.ts';
import { rejection } from './rejection.ts';
import { resourceReport } from './sync-report.ts';

/** A place for rows: a file, a stream, a schema. */
export interface Place {
  /** A destination that leads there; each load takes one anew. */
  open(): Destination;
  /** The rows of a resource that are there, by id, with the fields that the tests write. */
  rows(table: string): Promise<readonly TestRow[]>;
}

export interface DestinationUnderTest {
  readonly name: string;
  place(): Promise<Place>;
  /** Whether what came can be changed and taken back, and is gone on from. An output only gets rows. */
  readonly hasTables: boolean;
}

const reasons: readonly Reason[] = [
  'total_mismatch',
  'more_told',
  'max_pages',
  'deadline',
  'aborted',
  'failed_page',
];
const COMPLETE: WalkOutcome = { verdict: 'complete', basis: 'overlap' };
const EXHAUSTED: WalkOutcome = { verdict: 'exhausted', basis: 'end' };
const OUTCOMES: readonly WalkOutcome[] = [
  COMPLETE,
  EXHAUSTED,
  { verdict: 'drifted' },
  ...reasons.map((reason) => ({ verdict: 'incomplete', reason }) as const),
];
const rowsOf = (from: number, count: number, name = 'new'): TestRow[] =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, name }));

interface Loaded {
  readonly counts: LoadCounts;
  readonly warnings: readonly string[];
}

interface LoadOf {
  readonly batches: Iterable<FlowItem>;
  readonly target?: ResourceTarget;
  readonly outcome?: WalkOutcome;
  readonly cursors?: readonly CursorMove[];
}

/** What one load of one resource counts. */
async function loadInto(place: Place, of: LoadOf): Promise<Loaded> {
  const start = loadStart();
  const load = await place.open().open(start);
  const reports: ResourceReport[] = [];
  try {
    const { settlement, warnings, counts } = await written(load, of);
    reports.push(
      await settlement.writer.settle(of.outcome ?? EXHAUSTED, settlement.toReport, of.cursors),
    );
    return { counts: counts(), warnings };
  } finally {
    await load.close(syncReport(start, reports));
  }
}

/** Rows that were written to a load, to be settled. */
async function written(
  load: DestinationLoad,
  { batches, target = contacts(), outcome = EXHAUSTED, cursors = [] }: LoadOf,
): Promise<{ settlement: Settlement; warnings: readonly string[]; counts: () => LoadCounts }> {
  const writer = await load.writer(target);
  await pipeline(Readable.from(batches), writer.stream);
  let told: LoadCounts | undefined;
  const toReport = (counts: LoadCounts): ResourceReport => {
    told = counts;
    return resourceReport({ name: target.resource, ...outcome, ...counts });
  };
  const counts = (): LoadCounts => {
    if (told === undefined) throw new Error('settle did not ask for the report');
    return told;
  };
  return { settlement: { writer, outcome, toReport, cursors }, warnings: writer.warnings, counts };
}

/** Where every row that was received, or carried, is by the counts. */
function sumOf(counts: LoadCounts): number {
  const { inserted, updated, unchanged, duplicates, staged, discarded, rejected = 0 } = counts;
  return inserted + updated + unchanged + duplicates + staged + discarded + rejected;
}

/** What every destination keeps, whatever is behind it. */
export function destinationContract({ name, place, hasTables }: DestinationUnderTest): void {
  describe(`${name} is a destination:`, () => {
    test.each(OUTCOMES)('the counts add up after $verdict $reason', async (outcome) => {
      const there = await place();
      const batches = [
        ...wholePage(rowsOf(0, 3)),
        ...wholePage([...rowsOf(2, 2), ...rowsOf(2, 1)], { page: 2 }),
      ];
      expect(sumOf((await loadInto(there, { batches, outcome })).counts)).toBe(6);
    });

    test('rows arrive with exact values', async () => {
      const there = await place();
      const rows = [
        { id: 1, name: 'é "\n' },
        { id: 2, name: null },
      ];
      await loadInto(there, { batches: wholePage(rows) });
      expect(await there.rows('contacts')).toEqual(rows);
    });

    test('a load without rows is none to be afraid of', async () => {
      const there = await place();
      expect(sumOf((await loadInto(there, { batches: [] })).counts)).toBe(0);
      expect(await there.rows('contacts')).toEqual([]);
    });

    test('two resources do not meet', async () => {
      const there = await place();
      const start = loadStart();
      const load = await there.open().open(start);
      const deals = contacts({ resource: 'deals', table: 'deals' });
      const both = await Promise.all([
        written(load, { batches: wholePage(rowsOf(1, 2)) }),
        written(load, { batches: wholePage(rowsOf(1, 3)), target: deals }),
      ]);
      const settlements = both.map(({ settlement }) => settlement);
      const reports = (await load.settleFamily?.(settlements)) ?? [];
      expect(reports.map(({ name: resource }) => resource)).toEqual(['contacts', 'deals']);
      await load.close(syncReport(start, reports));
      expect(await there.rows('contacts')).toHaveLength(2);
      expect(await there.rows('deals')).toHaveLength(3);
    });
    if (hasTables) tableContract(place);
  });
}

/** What a destination keeps that has tables. */
function tableContract(place: () => Promise<Place>): void {
  test.each(['merge', 'insert_only', 'append', 'replace'] as const)(
    '%s does to a second load what it says',
    async (write) => {
      const there = await place();
      const target = contacts({ write, primaryKey: write === 'append' ? [] : ['id'] });
      await loadInto(there, { batches: wholePage(rowsOf(0, 3, 'old')), target });
      const { counts } = await loadInto(there, {
        batches: wholePage([...rowsOf(1, 1, 'old'), ...rowsOf(2, 2)]),
        target,
      });
      const names = (await there.rows('contacts')).map((row) => `${row['id']} ${row['name']}`);
      const expected = {
        merge: ['0 old', '1 old', '2 new', '3 new'],
        insert_only: ['0 old', '1 old', '2 old', '3 new'],
        append: ['0 old', '1 old', '1 old', '2 new', '2 old', '3 new'],
        replace: ['1 old', '2 new', '3 new'],
      };
      expect(names.sort()).toEqual(expected[write]);
      expect(sumOf(counts)).toBe(3);
    },
  );

  test('of several copies of a key the last one counts, also in a later pass', async () => {
    const there = await place();
    const copies = [
      ...wholePage([...rowsOf(1, 2, 'first'), ...rowsOf(1, 1, 'second')]),
      ...wholePage(rowsOf(1, 2, 'third'), { pass: 2 }),
    ];
    await loadInto(there, { batches: copies });
    expect(await there.rows('contacts')).toEqual(rowsOf(1, 2, 'third'));
  });

  const isBrokenOff = (reason: Reason | undefined): boolean =>
    reason === 'deadline' || reason === 'aborted' || reason === 'failed_page';
  test.each(
    OUTCOMES.flatMap((outcome) =>
      (['merge', 'append', 'replace'] as const).map((write) => ({ ...outcome, write })),
    ),
  )('$write after $verdict $reason writes, keeps or drops', async ({ write, ...outcome }) => {
    const there = await place();
    const target = contacts({ write, primaryKey: write === 'append' ? [] : ['id'] });
    await loadInto(there, { batches: wholePage(rowsOf(0, 1, 'old')), target });
    const { counts } = await loadInto(there, {
      ...{ target, outcome, batches: wholePage(rowsOf(5, 2)) },
    });
    const isProved = outcome.verdict === 'complete' || outcome.verdict === 'exhausted';
    const isStaged = isBrokenOff(outcome.reason);
    const isWritten = isProved || (write === 'merge' && !isStaged);
    expect(counts).toMatchObject({
      inserted: isWritten ? 2 : 0,
      staged: isStaged ? 2 : 0,
      discarded: isWritten || isStaged ? 0 : 2,
    });
    const old = isWritten && write === 'replace' ? [] : [0];
    const ids = (await there.rows('contacts')).map(({ id }) => id);
    expect(ids).toEqual([...old, ...(isWritten ? [5, 6] : [])]);
  });

  test('a walk that broke off is gone on with, and its rows count as carried', async () => {
    const there = await place();
    const outcome = { verdict: 'incomplete', reason: 'deadline' } as const;
    await loadInto(there, { batches: wholePage(rowsOf(0, 2)), outcome });
    expect(await there.rows('contacts')).toEqual([]);
    const start = loadStart();
    const load = await there.open().open(start);
    const { settlement, counts } = await written(load, {
      batches: wholePage(rowsOf(2, 2), { page: 2 }),
    });
    const { writer, toReport } = settlement;
    expect(writer.resume).toMatchObject({ rows: 2, page: 1, lastKeys: ['0', '1'] });
    expect(await writer.evidence?.unknown(['1', '3', '9'])).toEqual(new Set(['9']));
    const report = await writer.settle(EXHAUSTED, toReport);
    await load.close(syncReport(start, [report]));
    expect(counts()).toMatchObject({ inserted: 4 });
    expect(await there.rows('contacts')).toHaveLength(4);
  });

  test('rows that a walk did not meet go only after a complete one', async () => {
    const there = await place();
    const target = contacts({ onMissing: 'delete', maxDeleteRatio: 1 });
    await loadInto(there, { batches: wholePage(rowsOf(0, 4)), target });
    const batches = wholePage(rowsOf(0, 3));
    const kept = await loadInto(there, { batches, target, outcome: EXHAUSTED });
    expect(kept.counts.deleted).toBe(0);
    const gone = await loadInto(there, { batches, target, outcome: COMPLETE });
    expect(gone.counts.deleted).toBe(1);
    expect(await there.rows('contacts')).toHaveLength(3);
  });

  test('a cursor moves with its rows, or not at all', async () => {
    const there = await place();
    const cursorTo = (lastValue: number): CursorMove => ({
      ...{ path: 'updated', walk: '' },
      state: { initialValue: 0, lastValue, boundary: ['x'] },
    });
    const readCursor = async (): Promise<unknown> => {
      const start = loadStart();
      const load = await there.open().open(start);
      const state = await load.cursors?.read('contacts', 'updated', '');
      await load.close(syncReport(start, []));
      return state?.lastValue;
    };
    const outcome = { verdict: 'incomplete', reason: 'total_mismatch' } as const;
    await loadInto(there, { batches: wholePage(rowsOf(0, 1)), cursors: [cursorTo(1)], outcome });
    expect(await readCursor()).toBe(undefined);
    await loadInto(there, { batches: wholePage(rowsOf(0, 1)), cursors: [cursorTo(2)] });
    expect(await readCursor()).toBe(2);
    await loadInto(there, { batches: [], cursors: [cursorTo(3)] });
    expect(await readCursor()).toBe(3);
  });

  test('a family is written together or not at all', async () => {
    const there = await place();
    const start = loadStart();
    const load = await there.open().open(start);
    const hinted = contacts({
      ...{ resource: 'deals', table: 'deals' },
      columns: [{ field: 'name', dataType: 'bigint' }],
    });
    const both = [
      await written(load, { batches: wholePage(rowsOf(0, 2)), outcome: COMPLETE }),
      await written(load, { batches: wholePage(rowsOf(0, 2)), target: hinted, outcome: COMPLETE }),
    ];
    const settling = load.settleFamily?.(both.map(({ settlement }) => settlement));
    const error = await rejection(settling ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'DESTINATION_WRITE' });
    await load.close(syncReport(start, []));
    expect(await there.rows('contacts')).toEqual([]);
    await loadInto(there, { batches: wholePage(rowsOf(0, 2)) });
    expect(await there.rows('contacts')).toHaveLength(2);
  });

  test('a fold that is interrupted writes nothing, and the rows wait', async () => {
    const there = await place();
    await loadInto(there, { batches: wholePage(rowsOf(0, 1, 'old')) });
    const start = loadStart();
    const load = await there.open().open(start);
    const { settlement } = await written(load, { batches: wholePage(rowsOf(0, 3)) });
    const error = await rejection(
      settlement.writer.settle(EXHAUSTED, () => {
        throw new Error('The report cannot be made.');
      }),
    );
    expect(error.message).toContain('The report cannot be made');
    await load.close(syncReport(start, []));
    expect(await there.rows('contacts')).toEqual(rowsOf(0, 1, 'old'));
    const { counts } = await loadInto(there, { batches: [] });
    expect(counts).toMatchObject({ inserted: 2, updated: 1 });
  });

  test('a writer that is discarded leaves the table as it was, and nothing waits', async () => {
    const there = await place();
    await loadInto(there, { batches: wholePage(rowsOf(0, 1, 'old')) });
    const start = loadStart();
    const load = await there.open().open(start);
    const { settlement } = await written(load, { batches: wholePage(rowsOf(0, 3)) });
    await settlement.writer.discard();
    await load.close(syncReport(start, []));
    expect(await there.rows('contacts')).toEqual(rowsOf(0, 1, 'old'));
    const next = await place().then(() => loadInto(there, { batches: [batchOf([])] }));
    expect(sumOf(next.counts)).toBe(0);
  });
}
