import { SourceError } from '../errors.ts';
import type { OffsetOptions } from './offset.ts';
import { newPageNotes, notePage, type PageNotes } from './page-notes.ts';
import {
  hasNoContent,
  type PageFacts,
  type PageRequest,
  type Paginator,
  PLAIN_END,
} from './paginator.ts';

/** What a page tells of the next one. */
export interface NextPage {
  /** What is asked for. */
  readonly request: PageRequest;
  /** What leads there; the same again is a loop. */
  readonly value: string;
  /** The same for a message, without what nobody should read. */
  readonly shown: string;
}

/** How a paginator finds the next page; undefined: there is none. */
interface NextRule {
  readonly pointers: readonly string[];
  /** Places that lead to the next page, as `detect.ts` names them. */
  readonly followed: readonly string[];
  /** Whether a page without rows is the last one. Default: false. */
  readonly stopAfterEmptyPage: boolean | undefined;
  readonly advice: string;
  readonly next: (page: PageFacts) => NextPage | undefined;
}

interface State {
  /** What comes next; null at the end. */
  next: StoredRequest | null;
  guard: LoopGuard;
  notes: PageNotes;
}

/** A request as JSON holds it: big integers as text. */
interface StoredRequest {
  readonly request: PageRequest;
  /** Places in `request.body` whose value is a big integer. */
  readonly big: readonly number[];
}

const FIRST: PageRequest = { params: {}, role: 'body' };

/**
 * Pages of which each one leads to the next: what all paginators by cursor or link have in common. One page is in flight
 * at a time, and a value that came before ends the walk with an error.
 */
export function nextByValue(rule: NextRule, { state: earlier }: OffsetOptions): Paginator {
  const state = (earlier as State | undefined) ?? {
    next: store(FIRST),
    guard: newLoopGuard(),
    notes: newPageNotes(),
  };
  return {
    envelopePointers: rule.pointers,
    first: () => (state.next === null ? [] : [restore(state.next)]),
    after: (page) => {
      // a link to the next page may stand on every page: behind all rows that were told, an empty one is the end
      const isAllReceived = page.told !== undefined && state.notes.received >= page.told;
      const isOver =
        hasNoContent(page) ||
        (page.rowCount === 0 && (rule.stopAfterEmptyPage === true || isAllReceived));
      const told = isOver ? undefined : rule.next(page);
      // keyset APIs and HAL link a page without rows to itself: behind the last row there is nothing
      const isSelf = page.rowCount === 0 && told !== undefined && told.value === state.guard.last;
      const next = isSelf ? undefined : told;
      if (next !== undefined && isLoop(state.guard, next.value)) {
        throw pageLoop(next.shown, rule.advice);
      }
      notePage(state.notes, page);
      state.next = next === undefined ? null : store(next.request);
      return { takes: true, next: next === undefined ? [] : [next.request] };
    },
    end: () => ({ ...PLAIN_END, followed: rule.followed }),
    state: () => state,
  };
}

function store(request: PageRequest): StoredRequest {
  const { body = [] } = request;
  const big = body.flatMap(([, value], i) => (typeof value === 'bigint' ? [i] : []));
  if (big.length === 0) return { request, big };
  const plain = body.map(
    ([path, value]) => [path, typeof value === 'bigint' ? String(value) : value] as const,
  );
  return { request: { ...request, body: plain }, big };
}

function restore({ request, big }: StoredRequest): PageRequest {
  if (request.body === undefined || big.length === 0) return request;
  const body = request.body.map(
    ([path, value], i) => [path, big.includes(i) ? BigInt(value) : value] as const,
  );
  return { ...request, body };
}

/** Where the search for a cycle stands: plain data, of the same size however long the walk is. */
interface LoopGuard {
  /** The value that came last. */
  last: string | null;
  /** The value that is waited for, how many came since, and after how many another one takes its place. */
  mark: string | null;
  steps: number;
  patience: number;
}

function newLoopGuard(): LoopGuard {
  return { last: null, mark: null, steps: 0, patience: 1 };
}

/**
 * Notes what leads to the next page; says whether it led there before. A value that comes twice in a row is seen at once,
 * a longer cycle after a few rounds at most (Brent's algorithm).
 */
function isLoop(guard: LoopGuard, value: string): boolean {
  if (value === guard.last || value === guard.mark) return true;
  guard.last = value;
  guard.steps++;
  if (guard.mark === null || guard.steps >= guard.patience) {
    guard.mark = value;
    guard.steps = 0;
    guard.patience *= 2;
  }
  return false;
}

/** `what` names the value that came again. */
function pageLoop(what: string, advice: string): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    `pagination goes round in circles: ${what} leads to pages that were read already. ${advice} The rows of this page were not taken.`,
  );
}
