import { describe, expect, test } from 'vitest';
import { clientOf, type Outcome, onePosts, runConfig, type Script } from './scripted-api.ts';

type Seen = { status: number; headers: Record<string, string>; url: string; body: unknown };

const numbers = { type: 'page_number', total_path: null };

function run(actions: unknown, script: Script, more: object = {}): Promise<Outcome> {
  return runConfig(onePosts({ paginator: numbers, response_actions: actions, ...more }), script);
}

/** One page of rows, then this answer. */
const thenAnswer =
  (status: number, text: string): Script =>
  ({ index }) =>
    index === 0 ? { json: [{ id: 1 }] } : { status, text };

describe('`ignore`', () => {
  test.each<readonly [what: string, action: object, status: number, text: string]>([
    ['its status', { status_code: 404 }, 404, 'gone'],
    ['its content', { content: 'no more' }, 200, '{"message":"no more rows"}'],
    ['its content and status', { status_code: 400, content: 'page' }, 400, 'page too large'],
    ['an empty answer of its status', { status_code: 204 }, 204, ''],
    ['a failure that would be tried again', { status_code: 503 }, 503, 'busy'],
  ])('ends the pages quietly at %s; what came before stays', async (_, action, status, text) => {
    const outcome = await runConfig(
      onePosts(
        { paginator: numbers, response_actions: [{ ...action, action: 'ignore' }] },
        { retry: { attempts: 3, base_seconds: 0.001 } },
      ),
      thenAnswer(status, text),
    );
    expect(outcome.error).toBeUndefined();
    expect(outcome.rows).toEqual([{ id: 1 }]);
    expect(outcome.asked).toEqual(['GET /posts?page=0', 'GET /posts?page=1']);
  });

  test.each<readonly [what: string, action: object, status: number, text: string]>([
    ['another status', { status_code: 404 }, 422, 'x'],
    ['another content', { content: 'no more' }, 404, 'x'],
    ['its status without its content', { status_code: 404, content: 'more' }, 404, 'x'],
    ['its content without its status', { status_code: 404, content: 'x' }, 400, 'x'],
  ])('does not at %s', async (_, action, status, text) => {
    const { error, rows } = await run([{ ...action, action: 'ignore' }], thenAnswer(status, text));
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS', context: { status } });
    expect(rows).toEqual([{ id: 1 }]);
  });

  test('ends the pages of one parent row only', async () => {
    const { rows, error } = await runConfig(
      {
        client: clientOf({ paginator: 'single_page' }),
        resources: [
          'posts',
          {
            name: 'details',
            endpoint: {
              path: 'posts/{resources.posts.id}',
              response_actions: [
                { status_code: 404, action: 'ignore' },
                { status_code: 422, action: 'ignore' },
              ],
            },
          },
        ],
      },
      ({ address }) => {
        if (address.pathname === '/posts')
          return { json: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }] };
        const id = Number(address.pathname.split('/').at(-1));
        if (id === 2) return { status: 404, text: 'no' };
        return id === 3 ? { status: 422, text: 'no' } : { json: { id } };
      },
    );
    expect(error).toBeUndefined();
    expect(rows).toEqual([{ id: 1 }, { id: 4 }]);
  });
});

describe('without an action that matches', () => {
  test.each<readonly [actions: unknown, status: number]>([
    [undefined, 404],
    [[], 404],
    [null, 422],
    [[{ status_code: 404, action: 'ignore' }], 410],
    [[() => undefined], 404],
  ])('%j: an answer of %i fails the run', async (actions, status) => {
    const { error } = await run(actions, () => ({ status, text: 'no' }));
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS', context: { status } });
  });
});

describe('a function', () => {
  test('sees the answer and may replace it', async () => {
    const seen: Seen[] = [];
    const action = (answer: Seen): Seen => {
      seen.push(answer);
      return { ...answer, body: [{ id: 7, from: (answer.body as unknown[]).length }] };
    };
    const { rows } = await run(
      [action],
      ({ index }) => ({ json: index === 0 ? [{ id: 1 }, { id: 2 }] : [], headers: { 'X-A': 'b' } }),
      { paginator: 'single_page' },
    );
    expect(rows).toEqual([{ id: 7, from: 2 }]);
    expect(seen).toMatchObject([
      {
        status: 200,
        url: 'https://api.test/posts',
        headers: { 'x-a': 'b' },
        body: [{ id: 1 }, { id: 2 }],
      },
    ]);
  });

  test('without a condition runs for each answer, one with a status for that status', async () => {
    const calls: string[] = [];
    const note = (name: string) => (answer: Seen) => {
      calls.push(`${name} ${answer.status}`);
    };
    await run(
      [
        note('bare'),
        { action: note('object') },
        { status_code: 200, action: note('200') },
        { status_code: 404, action: note('404') },
      ],
      ({ index }) => ({ json: index === 0 ? [{ id: 1 }] : [] }),
    );
    expect(calls).toEqual([
      'bare 200',
      'object 200',
      '200 200',
      'bare 200',
      'object 200',
      '200 200',
    ]);
  });

  test('comes in its order, each on what the ones before it made', async () => {
    const add = (name: string) => (answer: Seen) => ({
      ...answer,
      body: [...(answer.body as unknown[]), { name }],
    });
    const { rows } = await run(
      [{ status_code: 200, action: [add('a'), add('b')] }, { action: add('c') }],
      () => ({ json: [] }),
      { paginator: 'single_page' },
    );
    expect(rows).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  });

  test('can turn a failure into a good answer, which is not tried again', async () => {
    const mend = (answer: Seen) => ({ ...answer, status: 200, body: [] });
    const outcome = await runConfig(
      onePosts(
        { paginator: numbers, response_actions: [{ status_code: 503, action: mend }] },
        { retry: { attempts: 3, base_seconds: 0.001 } },
      ),
      thenAnswer(503, 'busy'),
    );
    expect(outcome.rows).toEqual([{ id: 1 }]);
    expect(outcome.asked).toHaveLength(2);
  });

  test('can ignore', async () => {
    const { rows, error } = await run([() => 'ignore'], () => ({ json: [{ id: 1 }] }));
    expect([rows, error]).toEqual([[], undefined]);
  });

  test('that throws fails the run, and is named', async () => {
    const { error } = await run(
      [
        () => {
          throw new Error('my own words');
        },
      ],
      () => ({ json: [] }),
    );
    expect(error).toMatchObject({ code: 'SOURCE_ACTION' });
    expect(String(error)).toMatch(/response_actions\[0\].*my own words/);
  });
});

describe('what can not be meant is refused', () => {
  test.each<readonly [actions: unknown, says: string]>([
    [{ status_code: 404, action: 'ignore' }, 'list'],
    [[{ status_code: 404 }], 'action'],
    [[{ status_code: '404', action: 'ignore' }], 'status'],
    [[{ status_code: 404, action: 'ignroe' }], 'ignore'],
    [[{ status_code: 404, action: 5 }], 'ignore'],
    [[{ status_code: 404, action: {} }], 'ignore'],
    [[{ action: 'ignore' }], 'condition'],
    [[{ status: 404, action: 'ignore' }], 'status_code'],
  ])('%j', async (actions, says) => {
    const promise = run(actions, () => ({ json: [] }));
    await expect(promise).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(promise).rejects.toThrow(says);
  });
});
