import { describe, expect, test } from 'vitest';
import { runWalk } from '../../support/run-walk.ts';
import { walkSuite } from '../../support/walk-suite.ts';

const suite = walkSuite();
const { start } = suite;

const offsetsAsked = (): number[] => suite.api.requests.map(({ query }) => Number(query['offset']));

describe('a walk', () => {
  test('receives every row once, in order, and ends exhausted on the ground of the total', async () => {
    await start();
    const { ids, end, counters, batches } = await runWalk(suite.api);
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(end).toEqual({ outcome: { verdict: 'exhausted', basis: 'total' }, warnings: [] });
    expect(counters).toMatchObject({
      pages: 13,
      received: 230,
      requests: 13,
      retries: 0,
      total: 230,
    });
    expect(batches.map(({ page }) => page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test.each([1, 2, 7])('gives the same with %i pages in flight', async (window) => {
    await start({ latencyMs: 2 });
    const { ids } = await runWalk(suite.api, { settings: { window } });
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(offsetsAsked()).toHaveLength(13);
  });

  test('has as many pages in flight as its window, and never more', async () => {
    await start({ latencyMs: 20 });
    await runWalk(suite.api, { settings: { window: 3 } });
    const most = Math.max(
      ...suite.api.requests.map(
        ({ atMs }) =>
          suite.api.requests.filter(
            (other) => other.atMs <= atMs && (other.endedAtMs ?? Infinity) > atMs,
          ).length,
      ),
    );
    expect(most).toBe(3);
  });

  test('loses nothing when the server lowers the limit', async () => {
    await start({ maxLimit: 30 });
    const { ids, end } = await runWalk(suite.api, { limit: 200 });
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(end.outcome).toEqual({ verdict: 'exhausted', basis: 'total' });
  });

  test('loses nothing when pages in the middle come back short', async () => {
    await start({
      faults: [{ resource: 'contacts', offset: 40, action: { type: 'shortPage', rows: 3 } }],
    });
    const { ids, end } = await runWalk(suite.api);
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(end.outcome.verdict).toBe('exhausted');
  });

  test('asks again for an empty page in front of the total', async () => {
    await start({ faults: [{ resource: 'contacts', offset: 40, action: { type: 'emptyArray' } }] });
    const { ids } = await runWalk(suite.api);
    expect(ids).toEqual([...suite.api.ids('contacts')]);
  });

  test('is incomplete when the API stops in front of its own total', async () => {
    await start({
      faults: [
        { resource: 'contacts', offset: 40, times: Infinity, action: { type: 'emptyArray' } },
      ],
    });
    const { ids, end } = await runWalk(suite.api);
    // the rows behind the page that stays empty
    expect(ids).toHaveLength(210);
    expect(end.outcome).toEqual({ verdict: 'incomplete', reason: 'total_mismatch' });
  });

  test('walks on behind a total that is too low, and says so', async () => {
    await start({
      faults: [{ resource: 'contacts', times: Infinity, action: { type: 'totalLies', by: -100 } }],
    });
    const { ids, end } = await runWalk(suite.api);
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(end.outcome).toEqual({ verdict: 'exhausted', basis: 'end' });
    expect(end.warnings[0]).toContain('130');
  });

  test('does without a total', async () => {
    await start({ faults: [{ times: Infinity, action: { type: 'totalAs' } }] });
    const { ids, end } = await runWalk(suite.api);
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(end.outcome).toEqual({ verdict: 'exhausted', basis: 'end' });
  });

  test('of an empty collection is exhausted after one request', async () => {
    await start({ sizes: { contacts: 0 } });
    const { end, counters } = await runWalk(suite.api);
    expect(end.outcome).toEqual({ verdict: 'exhausted', basis: 'total' });
    expect(counters.requests).toBe(1);
  });

  test('ends when the API ignores the offset', async () => {
    await start({ faults: [{ times: Infinity, action: { type: 'repeatPage' } }] });
    const { end } = await runWalk(suite.api);
    expect(end.outcome).toMatchObject({ verdict: 'incomplete', reason: 'failed_page' });
    expect(end.outcome.error).toMatchObject({ code: 'SOURCE_PAGE_LOOP' });
    expect(end.outcome.error?.message).toMatch(/^contacts, page \d+: pagination makes no progress/);
  });
});

describe('retries', () => {
  test.each([
    ['a status of 503', { type: 'status', code: 503 }],
    ['a status of 429 with Retry-After', { type: 'retryAfter', value: '1' }],
    ['a body that is cut with a clean end', { type: 'cutJsonAt', bytes: 3000, clean: true }],
    ['a body that is cut by a reset', { type: 'resetAfterBytes', bytes: 3000 }],
    ['a reset in front of the headers', { type: 'resetAfterBytes', bytes: 0, beforeHeaders: true }],
    ['a corrupt gzip body', { type: 'gzipCorrupt' }],
    ['an HTML page', { type: 'html' }],
    ['an empty body', { type: 'emptyBody' }],
  ] as const)('mend %s', async (_name, action) => {
    await start({ faults: [{ resource: 'contacts', offset: 60, times: 2, action }] });
    const { ids, counters, end, events } = await runWalk(suite.api);
    expect(end.outcome).toEqual({ verdict: 'exhausted', basis: 'total' });
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(counters.retries).toBe(2);
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(2);
  });

  test('end after five attempts; the rows of the pages before are there', async () => {
    await start({
      faults: [
        {
          resource: 'contacts',
          offset: 60,
          times: Infinity,
          action: { type: 'status', code: 500 },
        },
      ],
    });
    const { ids, end, counters } = await runWalk(suite.api);
    expect(ids).toEqual([...suite.api.ids('contacts')].slice(0, 60));
    expect(end.outcome).toMatchObject({ verdict: 'incomplete', reason: 'failed_page' });
    expect(end.outcome.error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
    expect(counters).toMatchObject({ received: 60, retries: 4 });
    expect(offsetsAsked().filter((offset) => offset === 60)).toHaveLength(5);
  });

  test('are not made for other refusals', async () => {
    await start({
      faults: [{ resource: 'contacts', nth: 1, action: { type: 'status', code: 404 } }],
    });
    const { end, counters } = await runWalk(suite.api);
    expect(end.outcome.error?.message).toContain('404');
    expect(counters.requests).toBe(1);
  });

  test('are not made for a body without the selector', async () => {
    const action = { type: 'body', text: '{"people":[]}' } as const;
    await start({ faults: [{ resource: 'contacts', nth: 1, action }] });
    const { end, counters } = await runWalk(suite.api);
    expect(end.outcome.error).toMatchObject({ code: 'PARSE_SELECTOR_MISSING' });
    expect(counters.requests).toBe(1);
  });
});

describe('a page that is longer than what is held', () => {
  const long = { sizes: { contacts: 30_000 }, maxLimit: 30_000, profile: 'lean' } as const;
  const cut = { type: 'cutJsonAt', bytes: 10_000_000, clean: true } as const;

  test('leaves before it has ended, and is not sent twice when its second attempt agrees', async () => {
    await start({ ...long, faults: [{ nth: 1, action: cut }] });
    const { ids, batches, counters } = await runWalk(suite.api, { limit: 30_000 });
    expect(counters).toMatchObject({ retries: 1, hasResent: false });
    expect(batches[0]?.isProvisional).toBe(true);
    expect(ids).toEqual([...suite.api.ids('contacts')]);
  });

  test('is sent again whole when its second attempt differs, and what was sent before is void', async () => {
    await start({
      ...long,
      faults: [{ nth: 1, action: cut }],
      onRequest: (request, on) => {
        if (request.nth === 2) on.collection('contacts').deleteAt(10);
      },
    });
    const { items, counters, end } = await runWalk(suite.api, { limit: 30_000 });
    const restart = items.findIndex(({ kind }) => kind === 'page_void');
    expect(restart).toBeGreaterThan(0);
    expect(items[restart]).toMatchObject({ page: 1, isSentAgain: true });
    const ids = items.slice(restart).flatMap((item) => (item.kind === 'rows' ? item.keys : []));
    expect(ids).toEqual([...suite.api.ids('contacts')]);
    expect(counters.hasResent).toBe(true);
    expect(end.outcome.verdict).toBe('exhausted');
  });

  test('is void when it fails for good', async () => {
    await start({ ...long, faults: [{ nth: 1, times: Infinity, action: cut }] });
    const { items, end, counters } = await runWalk(suite.api, { limit: 30_000 });
    expect(end.outcome).toMatchObject({
      reason: 'failed_page',
      error: { code: 'PARSE_TRUNCATED' },
    });
    expect(items.at(-1)).toMatchObject({ kind: 'page_void', isSentAgain: false });
    expect(counters.received).toBe(0);
  });
});

test('an abort ends the walk at once, also while it waits', async () => {
  await start({ latencyMs: 60_000 });
  const abort = new AbortController();
  const run = runWalk(suite.api, { signal: abort.signal });
  setImmediate(() => abort.abort());
  expect((await run).end.outcome).toEqual({ verdict: 'incomplete', reason: 'aborted' });
});

test('an abort between two pages keeps the pages that were whole', async () => {
  await start();
  const abort = new AbortController();
  const { end, counters, ids } = await runWalk(suite.api, {
    signal: abort.signal,
    onItem: ({ page }) => page === 3 && abort.abort(),
  });
  expect(end.outcome).toEqual({ verdict: 'incomplete', reason: 'aborted' });
  expect(ids).toHaveLength(60);
  expect(counters.received).toBe(60);
});
