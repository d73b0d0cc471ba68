import { afterEach, describe, expect, test } from 'vitest';
import {
  CLIENT,
  LOGIN,
  startTrackerApi,
  type TrackerApi,
  type TrackerOptions,
} from '../../../fixtures/tracker/tracker-api.ts';

type Body = Readonly<Record<string, unknown>>;

let api: TrackerApi | undefined;

afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function start(options: TrackerOptions = {}): Promise<TrackerApi> {
  api = await startTrackerApi(options);
  return api;
}

/** Asks with the token, unless there are other headers. */
async function ask(path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${api?.token}` };
  const response = await fetch(new URL(path, api?.url), { headers, ...init });
  const body = (await response.json()) as Body;
  return { status: response.status, headers: response.headers, body };
}

const ids = (rows: unknown): number[] => (rows as { id: number }[]).map(({ id }) => id);

describe('pages', () => {
  test('projects: the Link header leads through all pages and ends', async () => {
    await start();
    const found: number[] = [];
    let next: string | undefined = '/projects?per_page=10';
    while (next !== undefined) {
      const { body, headers } = await ask(next);
      found.push(...ids(body));
      next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(found).toEqual(ids(api?.data.projects));
  });

  test('events: the cursor leads through all pages and ends as null', async () => {
    await start();
    const found: number[] = [];
    let cursor: unknown = '';
    while (cursor !== null) {
      const { body } = await ask(`/events?limit=25${cursor === '' ? '' : `&cursor=${cursor}`}`);
      found.push(...ids(body['events']));
      cursor = (body['cursors'] as Body)['next'];
    }
    expect(found).toEqual(ids(api?.data.events));
  });

  test('audit: the header has the cursor, and is missing on the last page', async () => {
    await start({ events: 20 });
    const first = await ask('/audit?limit=12');
    const second = await ask(`/audit?limit=12&from=${first.headers.get('x-next-cursor')}`);
    expect([...ids(first.body), ...ids(second.body)]).toEqual(ids(api?.data.events));
    expect(second.headers.has('x-next-cursor')).toBe(false);
  });

  test('issues of a project: by offset and limit, with their total', async () => {
    const { data } = await start();
    const expected = data.issues.filter((issue) => issue.project_id === 5);
    const { body } = await ask('/projects/5/issues?offset=2&limit=3');
    expect(body).toEqual({ issues: expected.slice(2, 5), meta: { total: 7 } });
    expect((await ask('/projects/8/issues')).body).toEqual({ issues: [], meta: { total: 0 } });
  });

  test('issues: in the order of changes, from the second that was asked for, by the link in the body', async () => {
    const { data } = await start();
    const since = [...data.issues].map((issue) => issue.updated_at).sort()[20] ?? '';
    const found: { id: number; updated_at: string }[] = [];
    let next: unknown = `/issues?updated_since=${encodeURIComponent(since)}&limit=9`;
    while (next !== null) {
      const { body } = await ask(String(next));
      found.push(...(body['issues'] as typeof found));
      next = body['next'];
    }
    const expected = data.issues.filter((issue) => issue.updated_at >= since);
    expect(ids(found).sort()).toEqual(ids(expected).sort());
    expect(found.map((issue) => issue.updated_at)).toEqual(
      expected.map((issue) => issue.updated_at).sort(),
    );
    expect(found.filter((issue) => issue.updated_at === since).length).toBeGreaterThan(1);
  });

  test.each([
    ['/users', 'users', 1],
    ['/labels', 'labels', 0],
  ])('%s: numbered pages', async (path, name, base) => {
    await start();
    const first = await ask(`${path}?page=${base}`);
    expect(first.body).toEqual((await ask(path)).body);
    const pages = Number(first.body['total_pages']);
    expect((await ask(`${path}?page=${base + pages - 1}`)).body[name]).not.toEqual([]);
    expect((await ask(`${path}?page=${base + pages}`)).body[name]).toEqual([]);
    expect((await ask(`${path}?page=${base - 1}`)).status).toBe(400);
  });

  test('search: by a JSON body, in three ways that give the same page', async () => {
    await start();
    const post = (body: object) => ask('/search', { ...json(body) });
    const filter = { state: 'open' };
    const first = await post({ filter, paging: { offset: 0, limit: 4 } });
    const { cursor } = first.body['paging'] as { cursor: string };
    const answers = [
      await post({ filter, paging: { offset: 4, limit: 4 } }),
      await post({ filter, paging: { page: 2, limit: 4 } }),
      await post({ filter, paging: { cursor, limit: 4 } }),
    ];
    expect(ids(answers[0]?.body['results'])).toHaveLength(4);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  function json(body: object): RequestInit {
    return {
      method: 'POST',
      headers: { authorization: `Bearer ${api?.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
  }
});

describe('who may ask', () => {
  const basic = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64');

  test.each([
    ['no authorization', undefined, 401],
    ['another token', 'Bearer other', 401],
    ['the token', 'Bearer tracker-token', 200],
    ['the name and password', `Basic ${basic}`, 200],
  ])('%s', async (_name, authorization, status) => {
    await start();
    const headers: Record<string, string> = authorization ? { authorization } : {};
    expect((await ask('/priorities', { headers })).status).toBe(status);
  });

  test('an issued token, until it is revoked', async () => {
    await start({ tokenSeconds: 90 });
    const form = { grant_type: 'client_credentials', client_id: CLIENT.id };
    const issue = (secret: string) =>
      ask('/oauth/token', {
        method: 'POST',
        body: new URLSearchParams({ ...form, client_secret: secret }),
      });
    expect((await issue('wrong')).status).toBe(401);
    const { access_token: token, expires_in: seconds } = (await issue(CLIENT.secret)).body;
    expect(seconds).toBe(90);
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask('/users', { headers })).status).toBe(200);
    api?.revokeTokens();
    expect((await ask('/users', { headers })).status).toBe(401);
  });
});

describe('changes and faults', () => {
  test('a change comes last, a second after all others', async () => {
    const { data } = await start();
    api?.changeIssue(3, { title: 'changed' });
    const added = api?.addIssue(8);
    const { body } = await ask('/issues?limit=100');
    expect(ids(body['issues']).slice(-2)).toEqual([3, added?.id]);
    expect((await ask('/projects/8/issues')).body['issues']).toEqual([data.issues.at(-1)]);
  });

  test('a fault befalls the requests of its path that it names', async () => {
    await start({
      faults: [{ path: '/events', nth: 2, times: 1, status: 429, retryAfterSeconds: 3 }],
    });
    expect((await ask('/events')).status).toBe(200);
    const refused = await ask('/events');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await ask('/events')).status).toBe(200);
    expect(api?.requests.map(({ status }) => status)).toEqual([200, 429, 200]);
  });

  test('an id is one segment of the path, decoded', async () => {
    await start();
    expect((await ask('/boards/board%201%2Fa')).body['id']).toBe('board 1/a');
    expect((await ask('/boards/board%201/a')).status).toBe(404);
  });

  test('two trackers have the same rows', async () => {
    const { data } = await start();
    await using other = await startTrackerApi();
    expect(other.data).toEqual(data);
  });
});
