import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type {
  BarrierEvents,
  Batch,
  FlowItem,
  ResumePoint,
  StagedEvidence,
  Verify,
} from '../../src/model.ts';
import { createPaginator } from '../../src/pagination/create-paginator.ts';
import type { PaginatorSettings } from '../../src/pagination/settings.ts';
import { DEFAULT_LIMITS } from '../../src/parse/limits.ts';
import { walk } from '../../src/walk/walk.ts';
import { createCounters, type WalkEnd } from '../../src/walk/walk-environment.ts';
import { fakeClock } from './fake-clock.ts';
import { type PagedResponse, pagedApi } from './paged-api.ts';

/** Rows that a full page has. */
export const SIZE = 4;

/** A collection as an API sees it that pages in the way of a paginator. */
export interface Collection {
  /** How many rows it holds: the numbers from 0. */
  readonly count: number;
  /** Some of them, from one place to another; none of those of the page that is left empty. */
  from(start: number, end?: number): readonly number[];
}

export interface PaginatorUnderTest {
  readonly name: string;
  readonly settings: PaginatorSettings;
  readonly verify?: Verify;
  /** How the API answers. What it sends need not hold a total: the contract adds one where it is about that. */
  respond(url: URL, collection: Collection): PagedResponse;
  /** Whether one response is all there is. Default: false. */
  readonly isSinglePage?: boolean;
  /** Whether it looks behind the end, and asks for what seemed to be the end again if it was interrupted there. Default: false. */
  readonly looksBeyond?: boolean;
  /** Whether an empty page leads on to the next, instead of being an end. Default: false. */
  readonly leadsOn?: boolean;
}

interface WalkOptions {
  readonly window?: number;
  readonly resume?: ResumePoint;
  /** What earlier runs staged. */
  readonly staged?: readonly Batch[];
}

interface Walked {
  readonly requests: readonly string[];
  readonly ids: readonly number[];
  readonly end: WalkEnd;
  /** Where another run could go on, and how many requests had been made by then. */
  readonly stops: readonly {
    readonly resume: ResumePoint;
    readonly staged: readonly Batch[];
    readonly requests: number;
  }[];
}

async function walkThrough(
  { settings, verify = 'off' }: PaginatorUnderTest,
  respond: (url: URL) => PagedResponse,
  { window = 1, resume, staged: earlier = [] }: WalkOptions = {},
): Promise<Walked> {
  const client = pagedApi(respond);
  const batches: Batch[] = [...earlier];
  const barriers: BarrierEvents = new EventEmitter();
  const stops: Walked['stops'][number][] = [];
  const settingsOfWalk = {
    ...{ name: 'rows', url: 'http://api.invalid/rows', params: [], headers: {} },
    ...{ paginator: settings, selector: ['items'], primaryKey: ['id'], limits: DEFAULT_LIMITS },
    ...{ retry: { attempts: 1, baseMs: 0, capMs: 0 }, window, verify, maxPasses: 3 },
  };
  const environment = {
    ...{ client, clock: fakeClock(), signal: new AbortController().signal, onEvent: () => {} },
    evidence: evidenceOf(batches, barriers),
    ...(resume === undefined ? {} : { resume }),
  };
  const walked = walk(settingsOfWalk, environment, createCounters());
  for (;;) {
    const next = await walked.next();
    if (next.done) {
      const ids = batches.flatMap(({ keys }) => keys.map(Number));
      return { requests: client.requests, ids, end: next.value, stops };
    }
    const item: FlowItem = next.value;
    if (item.kind === 'rows') batches.push(item);
    if (item.kind === 'barrier') barriers.emit('reached', item.id);
    if (item.kind === 'page_end' && item.state !== undefined) {
      const at = { state: item.state, staged: [...batches], requests: client.requests.length };
      stops.push({ ...at, resume: resumePoint(item, item.state, batches) });
    }
  }
}

function resumePoint(
  { pass, page }: FlowItem,
  state: string,
  staged: readonly Batch[],
): ResumePoint {
  const ofPage = staged.filter((batch) => batch.pass === pass && batch.page === page);
  const lastKeys = ofPage.flatMap(({ keys }) => keys.map(String));
  const rows = staged.reduce((sum, { texts }) => sum + texts.length, 0);
  return { state, page, lastKeys, rows, since: new Date(0).toISOString() };
}

/** What staging would tell of these batches. */
function evidenceOf(batches: readonly Batch[], barriers: BarrierEvents): StagedEvidence {
  const keysOf = (all: readonly Batch[]) => all.flatMap(({ keys }) => keys.map(String));
  return {
    barriers,
    unknown: async (keys) => {
      const staged = new Set(keysOf(batches));
      return new Set(keys.filter((key) => !staged.has(key)));
    },
    moved: async (pass) => {
      const keys = keysOf(batches.filter((batch) => batch.pass === pass && !batch.isReread));
      return keys.length - new Set(keys).size;
    },
    distinct: async () => new Set(keysOf(batches)).size,
  };
}

function collectionOf(count: number, emptyPage?: number): Collection {
  const isThere = (id: number): boolean =>
    emptyPage === undefined || Math.floor(id / SIZE) !== emptyPage;
  const ids = Array.from({ length: count }, (_, i) => i);
  return {
    count,
    from: (start, end = start + SIZE) => ids.slice(start, end).filter(isThere),
  };
}

const CLEAN = ['complete', 'exhausted'];
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sorted = (ids: Iterable<number>): number[] => [...new Set(ids)].sort((a, b) => a - b);

/** What every paginator keeps, however it pages. */
export function paginatorContract(under: PaginatorUnderTest): void {
  const { name, settings, verify = 'off', isSinglePage = false, leadsOn = false } = under;
  const { looksBeyond = false } = under;
  const answers = (collection: Collection) => (url: URL) => under.respond(url, collection);

  describe(`${name} is a paginator:`, () => {
    test('it asks for a page of the body at first, and the same one again', () => {
      const paginator = createPaginator(settings, { verify, window: 3 });
      const first = paginator.first();
      expect(first[0]).toMatchObject({ role: 'body' });
      expect(paginator.first()).toEqual(first);
    });

    test.each([0, 1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE, 3 * SIZE + 2])(
      'every row of %d comes, whatever is in flight, and then it ends',
      async (count) => {
        for (const window of [1, 3]) {
          const { ids, end } = await walkThrough(under, answers(collectionOf(count)), { window });
          expect(end.outcome).not.toHaveProperty('error');
          expect(CLEAN).toContain(end.outcome.verdict);
          expect(sorted(ids)).toEqual(upTo(count));
        }
      },
    );

    // one page is all that there is
    if (!isSinglePage) {
      test('the same first page for ever is no clean end, and no loop', async () => {
        const first = pagedFirst(under, collectionOf(10 * SIZE));
        const respond = (): PagedResponse => ({
          ...first,
          envelope: { ...first.envelope, total: 10 * SIZE },
        });
        const { end, requests } = await walkThrough(under, respond);
        expect(requests.length).toBeLessThan(60);
        expect(CLEAN).not.toContain(end.outcome.verdict);
      });
    }

    test('a walk goes on behind every page with the very requests that are left', async () => {
      const respond = answers(collectionOf(4 * SIZE + 1));
      const whole = await walkThrough(under, respond);
      expect(whole.stops.length).toBeGreaterThanOrEqual(isSinglePage ? 1 : 4);
      for (const { resume, staged, requests } of whole.stops) {
        const rest = await walkThrough(under, respond, { resume, staged });
        const left = whole.requests.slice(requests);
        const again = whole.requests.slice(requests - 1);
        expect(looksBeyond ? [left, again] : [left]).toContainEqual(rest.requests);
        expect(rest.end.outcome).toMatchObject(whole.end.outcome);
        expect(sorted(rest.ids)).toEqual(sorted(whole.ids));
      }
    });

    if (leadsOn) {
      test('a page without rows leads on to the next', async () => {
        const { ids, end } = await walkThrough(under, answers(collectionOf(4 * SIZE, 1)));
        expect(CLEAN).toContain(end.outcome.verdict);
        expect(sorted(ids)).toEqual(upTo(4 * SIZE).filter((id) => Math.floor(id / SIZE) !== 1));
      });
    }

    test('a total that is not met is a witness against a clean end', async () => {
      const collection = collectionOf(2 * SIZE + 1);
      const respond = (url: URL): PagedResponse => {
        const page = under.respond(url, collection);
        return { ...page, envelope: { ...page.envelope, total: 3 * SIZE } };
      };
      const { end } = await walkThrough(under, respond);
      expect(end.outcome).toMatchObject({ verdict: 'incomplete', reason: 'total_mismatch' });
      expect(end.warnings.join('\n')).toContain(`a total of ${3 * SIZE}`);
    });
  });
}

/** The first page, as the API gives it to whoever asks for no other. */
function pagedFirst(under: PaginatorUnderTest, collection: Collection): PagedResponse {
  const { settings, verify = 'off' } = under;
  const [first] = createPaginator(settings, { verify, window: 1 }).first();
  const url = new URL('http://api.invalid/rows');
  for (const [key, value] of Object.entries(first?.params ?? {})) {
    url.searchParams.set(key, String(value));
  }
  return under.respond(url, collection);
}
