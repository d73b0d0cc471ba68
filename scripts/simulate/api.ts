import { Readable } from 'node:stream';
import { SourceError } from '../../src/errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/http/client.ts';
import type { Collection, LiveRow } from './collection.ts';
import type { Random } from './random.ts';
import { isLeftOut, type Scenario } from './scenario.ts';

/** An API over a collection that changes, without a socket. */
export interface SimulatedApi {
  /** A client for one run of a walk. */
  open(): HttpClient;
  /** Answers one of the requests in flight, whichever; false where there is none. */
  answerOne(): boolean;
  /** Requests that went out. */
  readonly requests: number;
  /** The rows of the last answer to the page of each number. */
  readonly lastAnswers: ReadonlyMap<number, readonly LiveRow[]>;
}

export interface ApiOptions {
  readonly scenario: Scenario;
  readonly collection: Collection;
  readonly random: Random;
  readonly maxRequests: number;
  /** Told every answer and every step of the history, in words. */
  readonly say?: ((line: string) => void) | undefined;
}

interface Pending {
  readonly request: HttpRequest;
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (reason: unknown) => void;
}

/** Not one of the project's own errors: a walk gives up at once when it meets it. */
export class TooManyRequests extends Error {}

export function createApi(options: ApiOptions): SimulatedApi {
  const { scenario, collection, random, maxRequests, say } = options;
  const pending: Pending[] = [];
  const lastAnswers = new Map<number, readonly LiveRow[]>();
  const firstTotal = scenario.size;
  let requests = 0;
  /** Two in a row would be no hiccup. */
  let isHiccup = false;

  const send = (request: HttpRequest): Promise<HttpResponse> => {
    request.onSend?.();
    requests++;
    if (requests > maxRequests) return Promise.reject(new TooManyRequests());
    return new Promise((resolve, reject) => {
      if (request.signal?.aborted) {
        reject(request.signal.reason);
        return;
      }
      const entry = { request, resolve, reject };
      pending.push(entry);
      const leave = (): void => {
        const at = pending.indexOf(entry);
        if (at < 0) return;
        pending.splice(at, 1);
        reject(request.signal?.reason);
      };
      request.signal?.addEventListener('abort', leave, { once: true });
    });
  };

  const answerOne = (): boolean => {
    if (pending.length === 0) return false;
    const { request, resolve, reject } = pending.splice(
      random.below(pending.length),
      1,
    )[0] as Pending;
    if (random.chance(scenario.churn)) {
      const what = collection.step();
      say?.(`  ${what}`);
    }
    if (random.chance(scenario.failures)) {
      say?.(`${request.url} fails`);
      reject(new SourceError('SOURCE_HTTP_STATUS', 'answered 503', { retryable: true }));
      return true;
    }
    const { searchParams } = new URL(request.url);
    const limit = Math.min(Number(searchParams.get('limit') ?? scenario.limit), scenario.limit);
    if (limit > scenario.most && random.chance(scenario.refusals)) {
      say?.(`${request.url} is too large`);
      const context = { status: 413 };
      reject(new SourceError('SOURCE_HTTP_STATUS', 'answered 413', { context }));
      return true;
    }
    resolve(answer(request, Math.min(limit, scenario.clamp)));
    return true;
  };

  const answer = (request: HttpRequest, limit: number): HttpResponse => {
    const query = new URL(request.url).searchParams;
    const asked =
      scenario.paging === 'page_number'
        ? limit * Number(query.get('page'))
        : Number(query.get('offset'));
    const offset = { exact: asked, rounded: asked - (asked % limit), ignored: 0 }[scenario.offsets];
    const all = withTies(withTwins(collection.rows, scenario.twins), scenario.tied, random);
    const rows = all.slice(0, scenario.endsAfter);
    let page = rows.slice(offset, offset + limit);
    const fewest = scenario.shortest;
    if (page.length > fewest && random.chance(scenario.shortPages)) {
      page = page.slice(0, random.between(fewest, page.length - 1));
    }
    page = page.filter(({ id }) => !isLeftOut(scenario, id));
    isHiccup = !isHiccup && random.chance(scenario.hiccups);
    if (isHiccup) page = [];
    lastAnswers.set(
      request.page,
      page.map((row) => ({ ...row })),
    );
    const body = page.map(({ id, version }) => `{"id":${id},"v":${version}}`).join(',');
    const total = toldTotal(page.length, all.length);
    const next = nextOf(offset + limit, rows.length);
    say?.(
      `page ${request.page}: offset ${asked}, limit ${query.get('limit')}: ${page.length} of ${rows.length} rows (${page.map((row) => (row.version === 0 ? row.id : `${row.id}v${row.version}`)).join(' ')})${total === '' ? '' : `, ${total.slice(0, -1)}`}`,
    );
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Readable.from([Buffer.from(`{${total}${next}"rows":[${body}]}`)]),
    };
  };

  const nextOf = (to: number, rows: number): string => {
    const { paging } = scenario;
    if (paging !== 'cursor' && paging !== 'link') return '';
    if (to >= rows) return '"next":null,';
    return paging === 'cursor' ? `"next":"${to}",` : `"next":"/rows?offset=${to}",`;
  };

  const toldTotal = (pageRows: number, rows: number): string => {
    switch (scenario.total) {
      case 'true':
        return `"total":${rows},`;
      case 'true, as text':
        return `"total":"${rows}",`;
      case 'null':
        return '"total":null,';
      case 'too low':
        return `"total":${Math.max(0, rows - 1 - (scenario.seed % scenario.limit))},`;
      case 'too high':
        return `"total":${rows + 1 + (scenario.seed % scenario.limit)},`;
      case 'of the page':
        return `"total":${pageRows},`;
      case 'of the beginning':
        return `"total":${firstTotal},`;
      case 'of what is shown':
        return `"total":${collection.rows.filter(({ id }) => !isLeftOut(scenario, id)).length},`;
      case 'none':
        return '';
    }
  };

  return {
    open: () => ({
      acquire: createPlaces(scenario.window),
      send,
      redact: (text) => text,
      toStored: (_, text) => text,
      close: async () => {},
    }),
    answerOne,
    get requests(): number {
      return requests;
    },
    lastAnswers,
  };
}

/** Rows of one rank come in any order; the last ones are. */
function withTies(rows: readonly LiveRow[], share: number, random: Random): readonly LiveRow[] {
  if (share === 0) return rows;
  const from = rows.length - Math.floor(rows.length * share);
  const tied = rows.slice(from);
  for (let i = tied.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [tied[i], tied[other]] = [tied[other] as LiveRow, tied[i] as LiveRow];
  }
  return [...rows.slice(0, from), ...tied];
}

function withTwins(rows: readonly LiveRow[], twins: Scenario['twins']): readonly LiveRow[] {
  const isDouble = (row: LiveRow): boolean => row.id % 10 === 0;
  if (twins === 'none') return rows;
  if (twins === 'at the end') return [...rows, ...rows.filter(isDouble)];
  return rows.flatMap((row) => (isDouble(row) ? [row, row] : [row]));
}

/** A counting semaphore, first come, first served. */
function createPlaces(count: number): HttpClient['acquire'] {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  const once = (): (() => void) => {
    let isHeld = true;
    return () => {
      if (isHeld) release();
      isHeld = false;
    };
  };
  return async (signal) => {
    signal?.throwIfAborted();
    if (free > 0) free--;
    else {
      await new Promise<void>((resolve, reject) => {
        const take = (): void => resolve();
        waiting.push(take);
        const leave = (): void => {
          const at = waiting.indexOf(take);
          if (at < 0) return;
          waiting.splice(at, 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', leave, { once: true });
      });
    }
    return once();
  };
}
