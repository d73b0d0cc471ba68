import { gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACTION_TYPES, type FaultAction } from '../../../fixtures/api/faults/actions.ts';
import {
  type SampleApi,
  type SampleApiOptions,
  startSampleApi,
} from '../../../fixtures/api/sample-api.ts';

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** What broke the body, if anything did. */
  readonly error: Error | undefined;
}

let agent: Agent;
let api: SampleApi;

beforeEach(() => {
  agent = new Agent({ keepAliveTimeout: 10 });
});

afterEach(async () => {
  await agent.destroy();
  await api.close();
});

async function get(query = '', headers: Record<string, string> = {}): Promise<Got> {
  const {
    statusCode,
    headers: got,
    body,
  } = await request(`${api.url}/deals${query}`, {
    dispatcher: agent,
    headers: { 'api-token': api.token, ...headers },
    signal: AbortSignal.timeout(10_000),
  });
  const chunks: Buffer[] = [];
  let error: Error | undefined;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
    }
  } catch (caught) {
    error = caught as Error;
  }
  const bytes = Buffer.concat(chunks);
  return { status: statusCode, headers: got, bytes, text: bytes.toString(), error };
}

/** Starts an API whose first answer has the fault, and gets that answer. */
async function under(
  action: FaultAction,
  query?: string,
  options: SampleApiOptions = {},
): Promise<Got> {
  api = await startSampleApi({ ...options, faults: [{ action }] });
  return get(query);
}

interface Deals {
  readonly deals: { readonly id?: string | null }[];
  readonly meta: Readonly<Record<string, unknown>>;
}

const parsed = (got: Got): Deals => JSON.parse(got.text) as Deals;
const idsOf = (got: Got): unknown[] => parsed(got).deals.map((row) => row.id);

const tested: string[] = [];
const faultTest = (type: FaultAction['type'], does: string, run: () => Promise<void>): void => {
  tested.push(type);
  test(`${type} ${does}`, run);
};

faultTest('status', 'answers with any status, once', async () => {
  const got = await under({ type: 'status', code: 503, body: '<p>', contentType: 'text/html' });
  expect(got).toMatchObject({ status: 503, text: '<p>', headers: { 'content-type': 'text/html' } });
  expect((await get()).status).toBe(200);
  expect(api.requests.map(({ status, faults }) => [status, ...faults])).toEqual([
    [503, 'status'],
    [200],
  ]);
});

faultTest('retryAfter', 'sends its value as it stands', async () => {
  const value = 'Wed, 21 Oct 2015 07:28:00 GMT';
  const got = await under({ type: 'retryAfter', value });
  expect(got).toMatchObject({ status: 429, headers: { 'retry-after': value } });
});

faultTest('resetAfterBytes', 'breaks the body behind those bytes', async () => {
  const got = await under({ type: 'resetAfterBytes', bytes: 100 });
  expect(got.status).toBe(200);
  expect(got.bytes).toHaveLength(100);
  expect(got.error).toBeInstanceOf(Error);
});

test('resetAfterBytes can break before the headers', async () => {
  await expect(under({ type: 'resetAfterBytes', bytes: 0, beforeHeaders: true })).rejects.toThrow();
});

faultTest('cutJsonAt', 'ends the text as if that were all of it', async () => {
  const got = await under({ type: 'cutJsonAt', bytes: 1000, clean: true });
  expect(got.error).toBeUndefined();
  expect(got.bytes).toHaveLength(1000);
  expect(() => parsed(got)).toThrow(SyntaxError);
});

test('cutJsonAt that is not clean breaks the body', async () => {
  const got = await under({ type: 'cutJsonAt', bytes: 1000, clean: false });
  expect(got.error).toBeInstanceOf(Error);
});

test('cutJsonAt under gzip is a whole gzip of a cut text', async () => {
  api = await startSampleApi({
    faults: [{ action: { type: 'cutJsonAt', bytes: 777, clean: true } }],
  });
  const got = await get('', { 'accept-encoding': 'gzip' });
  expect(gunzipSync(got.bytes)).toHaveLength(777);
});

faultTest('html', 'is a page with a status of 200', async () => {
  const got = await under({ type: 'html' });
  expect(got.status).toBe(200);
  expect(got.headers['content-type']).toMatch('text/html');
  expect(got.text).toMatch('<form>');
});

faultTest('emptyBody', 'is a good status and no byte', async () => {
  expect(await under({ type: 'emptyBody' })).toMatchObject({ status: 200, text: '' });
});

faultTest('body', 'is any text', async () => {
  expect((await under({ type: 'body', text: '{"deals":[NaN]}' })).text).toBe('{"deals":[NaN]}');
});

faultTest('dripBytesPerSecond', 'keeps to its pace', async () => {
  const before = performance.now();
  const got = await under({ type: 'dripBytesPerSecond', bytes: 20_000 }, '?limit=5');
  const seconds = (performance.now() - before) / 1000;
  expect(parsed(got).deals).toHaveLength(5);
  expect(got.bytes.length / seconds).toBeLessThan(20_500);
});

faultTest('stall', 'sends so much and then nothing', async () => {
  api = await startSampleApi({ faults: [{ action: { type: 'stall', afterBytes: 10 } }] });
  const { body } = await request(`${api.url}/deals`, {
    dispatcher: agent,
    headers: { 'api-token': api.token },
    bodyTimeout: 100,
  });
  await expect(body.text()).rejects.toThrow('Body Timeout Error');
});

faultTest('gzipCorrupt', 'is no gzip, although it says so', async () => {
  const got = await under({ type: 'gzipCorrupt' });
  expect(got.headers['content-encoding']).toBe('gzip');
  expect(() => gunzipSync(got.bytes)).toThrow();
});

faultTest('noSelector', 'leaves out the key of the rows', async () => {
  expect(Object.keys(parsed(await under({ type: 'noSelector' })))).toEqual(['meta']);
});

faultTest('errorBody200', 'is an error with a status of 200', async () => {
  const got = await under({ type: 'errorBody200' });
  expect([got.status, Object.keys(parsed(got))]).toEqual([200, ['errors']]);
});

faultTest('redirect', 'points to any place', async () => {
  const location = 'http://elsewhere.example/api/3/deals';
  expect(await under({ type: 'redirect', location })).toMatchObject({
    status: 302,
    headers: { location },
  });
});

faultTest('totalLies', 'keeps the rows and the type of the total', async () => {
  const got = await under({ type: 'totalLies', by: -100 });
  expect(parsed(got).meta['total']).toBe(761);
  expect(parsed(got).deals).toHaveLength(20);
});

faultTest('totalAs', 'is any value, or none', async () => {
  expect(parsed(await under({ type: 'totalAs', value: 'many' })).meta['total']).toBe('many');
  api.addFault({ action: { type: 'totalAs' } });
  expect(parsed(await get()).meta).not.toHaveProperty('total');
});

faultTest('clampLimit', 'sends fewer rows than were asked for', async () => {
  const got = await under({ type: 'clampLimit', to: 7 }, '?limit=50&offset=10');
  expect(idsOf(got)).toEqual([...api.ids('deals')].slice(10, 17));
});

faultTest('shortPage', 'ends early', async () => {
  const got = await under({ type: 'shortPage', rows: 3 });
  expect(idsOf(got)).toEqual([...api.ids('deals')].slice(0, 3));
});

faultTest('emptyArray', 'has no rows under the true total', async () => {
  expect(parsed(await under({ type: 'emptyArray' }))).toMatchObject({
    deals: [],
    meta: { total: 861 },
  });
});

faultTest('repeatPage', 'is the first page at any offset', async () => {
  const got = await under({ type: 'repeatPage' }, '?offset=300');
  expect(idsOf(got)).toEqual([...api.ids('deals')].slice(0, 20));
});

faultTest('dupIds', 'puts another version in front of rows, the true one last', async () => {
  const got = await under({ type: 'dupIds', every: 5 }, '', { quirks: false });
  const rows = parsed(got).deals;
  expect(rows).toHaveLength(24);
  expect(rows[4]).not.toEqual(rows[5]);
  const last = new Map(rows.map((row) => [row.id, row]));
  expect([...last.values()]).toEqual([...api.rows('deals')].slice(0, 20));
});

faultTest('nullId', 'takes the id of one row', async () => {
  expect(idsOf(await under({ type: 'nullId', row: 3 }))[3]).toBeNull();
});

faultTest('missingId', 'takes the key too', async () => {
  expect(parsed(await under({ type: 'missingId', row: 3 })).deals[3]).not.toHaveProperty('id');
});

faultTest('rowText', 'puts any text in place of a row', async () => {
  const got = await under({ type: 'rowText', row: 1, text: '{"id":1e400}' });
  expect(got.text).toMatch(/},\{"id":1e400\},\{/);
});

test('two faults of one request add up', async () => {
  api = await startSampleApi({
    faults: [
      { action: { type: 'totalLies', by: 5 } },
      { action: { type: 'shortPage', rows: 2 } },
      { action: { type: 'dripBytesPerSecond', bytes: 100_000 } },
    ],
  });
  expect(parsed(await get())).toMatchObject({ deals: [{}, {}], meta: { total: 866 } });
});

test('refused requests are not counted for nth', async () => {
  const action: FaultAction = { type: 'status', code: 500 };
  api = await startSampleApi({ faults: [{ nth: 2, action }] });
  expect((await get('', { 'api-token': 'wrong' })).status).toBe(403);
  expect((await get()).status).toBe(200);
  expect((await get()).status).toBe(500);
});

test('every action there is has a test here', () => {
  expect(new Set(tested)).toEqual(new Set(ACTION_TYPES));
});
