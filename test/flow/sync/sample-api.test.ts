import { gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type SampleApi,
  type SampleApiOptions,
  startSampleApi,
} from '../../../fixtures/api/sample-api.ts';

interface Row {
  readonly id?: string | null;
}

type Body = Readonly<Record<string, Row[]>> & {
  readonly meta: { readonly total?: unknown };
};

let agent: Agent;
let open: SampleApi[] = [];

beforeEach(() => {
  agent = new Agent({ keepAliveTimeout: 10 });
});

afterEach(async () => {
  await agent.destroy();
  await Promise.all(open.map((api) => api.close()));
  open = [];
});

async function start(options: SampleApiOptions = {}): Promise<SampleApi> {
  const api = await startSampleApi(options);
  open.push(api);
  return api;
}

function get(api: SampleApi, path: string, headers: Record<string, string> = {}) {
  return request(`${api.url}/${path}`, {
    dispatcher: agent,
    headers: { 'api-token': api.token, ...headers },
  });
}

async function json(api: SampleApi, path: string): Promise<{ status: number; body: Body }> {
  const { statusCode, body } = await get(api, path);
  return { status: statusCode, body: (await body.json()) as Body };
}

async function walkIds(api: SampleApi, resource: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let offset = 0; ; offset += limit) {
    const { body } = await json(api, `${resource}?limit=${limit}&offset=${offset}`);
    const rows = body[resource] ?? [];
    if (rows.length === 0) {
      return ids;
    }
    ids.push(...rows.map((row) => String(row.id)));
  }
}

describe('the happy path', () => {
  test('a walk over every page finds the rows of the oracle', async () => {
    const api = await start();
    expect(await walkIds(api, 'contacts', 100)).toEqual([...api.ids('contacts')]);
    expect([...api.ids('contacts')]).toHaveLength(2317);
    const { body } = await json(api, 'lists?limit=100');
    expect(body['lists']).toEqual([...api.rows('lists')]);
    expect(body['lists']?.map((row) => JSON.stringify(row))).toEqual([...api.texts('lists')]);
  });

  test('the limit is 20 by itself and 100 at most', async () => {
    const api = await start();
    expect((await json(api, 'deals')).body['deals']).toHaveLength(20);
    expect((await json(api, 'deals?limit=500')).body['deals']).toHaveLength(100);
    const wide = await start({ maxLimit: 5000 });
    expect((await json(wide, 'deals?limit=5000')).body['deals']).toHaveLength(861);
  });

  test('a wrong token, an unknown resource and another method are refused', async () => {
    const api = await start();
    const forbidden = await get(api, 'deals', { 'api-token': 'wrong' });
    expect([forbidden.statusCode, await forbidden.body.json()]).toEqual([
      403,
      { message: 'Forbidden' },
    ]);
    const missing = await json(api, 'people');
    expect(missing).toMatchObject({ status: 404, body: { errors: [{ status: 404 }] } });
    const { statusCode, body } = await request(`${api.url}/deals`, {
      method: 'DELETE',
      dispatcher: agent,
      headers: { 'api-token': api.token },
    });
    await body.dump();
    expect(statusCode).toBe(405);
  });

  test('gzip is served to those who ask for it, and the same page twice', async () => {
    const api = await start();
    const plain = await (await get(api, 'deals')).body.text();
    for (let time = 0; time < 2; time += 1) {
      const zipped = await get(api, 'deals', { 'accept-encoding': 'br;q=1, gzip' });
      expect(zipped.headers['content-encoding']).toBe('gzip');
      expect(await gunzipped(zipped.body)).toBe(plain);
    }
    const refused = await get(api, 'deals', { 'accept-encoding': 'gzip;q=0' });
    expect(refused.headers['content-encoding']).toBeUndefined();
    expect(await refused.body.text()).toBe(plain);
    const never = await start({ gzip: false });
    const unzipped = await get(never, 'deals', { 'accept-encoding': 'gzip' });
    expect(await unzipped.body.text()).toBe(plain);
  });

  test('more than the rate gets a 429, and is told when to come back', async () => {
    const api = await start({ rate: 2, retryAfterSeconds: 30 });
    const answers = [];
    for (let n = 0; n < 3; n += 1) {
      const { statusCode, headers, body } = await get(api, 'forms');
      await body.dump();
      answers.push([statusCode, headers['ratelimit-remaining'], headers['retry-after']]);
    }
    expect(answers).toEqual([
      [200, '1', undefined],
      [200, '0', undefined],
      [429, '0', '30'],
    ]);
  });

  test('the log tells of every request in order', async () => {
    const api = await start();
    await json(api, 'forms?limit=2');
    await json(api, 'people');
    expect(api.requests).toMatchObject([
      { sequence: 1, method: 'GET', path: '/api/3/forms', query: { limit: '2' }, status: 200 },
      { sequence: 2, path: '/api/3/people', status: 404 },
    ]);
    expect(api.requests[0]?.headers['api-token']).toBe(api.token);
    expect(api.requests[1]?.atMs).toBeGreaterThan(Number(api.requests[0]?.atMs));
  });

  test('each answer waits for the latency', async () => {
    const api = await start({ latencyMs: 60 });
    const before = performance.now();
    await Promise.all([json(api, 'forms'), json(api, 'lists')]);
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  test('closing cuts what is open', async () => {
    const api = await startSampleApi({ faults: [{ action: { type: 'stall' } }] });
    const { body } = await get(api, 'forms');
    const failure = expect(body.text()).rejects.toThrow();
    await api.close();
    await failure;
    await api.close();
    await expect(get(api, 'forms')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('edits between requests', () => {
  test('the hook changes what the request is answered, and the oracle with it', async () => {
    const api = await start({
      onRequest: ({ resource, nth }, { collection }) => {
        if (resource === 'deals' && nth === 2) {
          collection('deals').insertAt(0);
          collection('deals').deleteAt(5);
          collection('deals').touch(7);
        }
      },
    });
    const before = await json(api, 'deals?limit=100');
    const after = await json(api, 'deals?limit=100');
    expect(after.body['deals']).not.toEqual(before.body['deals']);
    expect(after.body['deals']).toEqual([...api.rows('deals')].slice(0, 100));
    expect(after.body['deals']?.[1]).toEqual(before.body['deals']?.[0]);
    expect(after.body.meta.total).toBe(861);
  });

  test('a hook that throws breaks the connection, and closing tells why', async () => {
    const api = await startSampleApi({
      onRequest: () => {
        throw new Error('broken hook');
      },
    });
    await expect(get(api, 'deals')).rejects.toThrow();
    await expect(api.close()).rejects.toThrow('broken hook');
  });
});

async function gunzipped(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return gunzipSync(Buffer.concat(chunks)).toString();
}
