import { describe, expect, test } from 'vitest';
import { checkSource } from '../../../src/source/check-source.ts';
import { type Config, familySuite, Reply, readAll } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const ROWS = [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }];
const FAULTY = { answer: 'please come back' };

const config = (selector: string | null, more: object = {}): Config => ({
  client: { max_concurrency: 1 },
  resources: [
    {
      name: 'rows',
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: {
        ...(selector === null ? {} : { data_selector: selector }),
        paginator: { type: 'offset', limit: 2 },
        ...more,
      },
    },
  ],
});

/** Rows by offset under `list.rows`; what `fault` says in place of the page, as often as it does. */
function answers(
  fault: (offset: number, time: number) => unknown,
): Parameters<typeof suite.start>[0] {
  const times = new Map<number, number>();
  return (_, asked) => {
    const offset = Number(asked.get('offset'));
    const time = (times.get(offset) ?? 0) + 1;
    times.set(offset, time);
    const page = ROWS.slice(offset, offset + Number(asked.get('limit')));
    return fault(offset, time) ?? { list: { rows: page } };
  };
}

const SELECTORS = ['list.rows', '$.list.rows', "$.list['rows']", null];

describe('a selector that earlier pages had', () => {
  test.each(SELECTORS)('is asked for again where a page misses it: %s', async (selector) => {
    await suite.start(answers((offset, time) => (offset === 2 && time < 3 ? FAULTY : undefined)));
    const { rows, report } = await readAll(suite.source(config(selector)), 'rows');
    expect(rows).toEqual(ROWS);
    expect(report.retries).toBe(2);
  });

  test.each(SELECTORS)('is asked for again by a sync: %s', async (selector) => {
    await suite.start(answers((offset, time) => (offset > 0 && time === 1 ? FAULTY : undefined)));
    for (const verify of ['overlap', 'total', 'off'] as const) {
      const loaded = await suite.load(config(selector), { verify });
      expect(reportOf(loaded, 'rows').error).toBeUndefined();
      expect(await suite.rows('SELECT id::INTEGER AS id FROM rows ORDER BY id')).toEqual(ROWS);
    }
  });

  test.each([
    ['list.rows', 'list.rows[*]'],
    ["['a list'].rows", "['a list'].rows[*]"],
  ])('fails in the end, and %s is told the way out, %s', async (selector, open) => {
    const api = await suite.start((_, asked) =>
      asked.get('offset') === '0'
        ? { list: { rows: ROWS.slice(0, 2) }, 'a list': { rows: ROWS.slice(0, 2) } }
        : { list: {}, 'a list': {} },
    );
    await expect(readAll(suite.source(config(selector)), 'rows')).rejects.toMatchObject({
      code: 'PARSE_SELECTOR_MISSING',
      message: expect.stringContaining(
        `If the API leaves empty lists out, write \`data_selector: ${open}\`, for which no match is an empty page.`,
      ),
    });
    expect(api.asked).toHaveLength(1 + 5);
    const { rows } = await readAll(suite.source(config(open)), 'rows');
    expect(rows).toEqual(ROWS.slice(0, 2));
  });

  test('is asked for again in a walk that is resumed', async () => {
    let isDown = true;
    await suite.start(
      answers((offset, time) => {
        if (offset !== 2) return undefined;
        if (isDown) return new Reply(400);
        return time < 4 ? FAULTY : undefined;
      }),
    );
    const first = reportOf(await suite.load(config('list.rows')), 'rows');
    expect(first).toMatchObject({ reason: 'failed_page', staged: 2 });
    isDown = false;
    const second = reportOf(await suite.load(config('list.rows')), 'rows');
    expect(second.error).toBeUndefined();
    expect(second.retries).toBe(2);
    expect(await suite.rows('SELECT id::INTEGER AS id FROM rows ORDER BY id')).toEqual(ROWS);
  });
});

test('a selector that the first page misses is a mistake, and is not asked for again', async () => {
  const api = await suite.start(() => FAULTY);
  await expect(readAll(suite.source(config('list.rows')), 'rows')).rejects.toMatchObject({
    code: 'PARSE_SELECTOR_MISSING',
    retryable: false,
    message: expect.stringContaining('`list.rows` (data_selector) is not in the body'),
  });
  expect(api.asked).toHaveLength(1);
});

describe('rows that are not objects', () => {
  const parents = (selector: string): Config => ({
    resources: [
      { name: 'names', endpoint: { data_selector: selector, paginator: 'single_page' } },
      {
        name: 'users',
        include_from_parent: ['value'],
        endpoint: {
          path: 'users/{resources.names.value}',
          data_selector: 'of',
          paginator: 'single_page',
        },
      },
    ],
  });
  const answer = (path: string): unknown =>
    path === '/names'
      ? { names: ['ada', 'bo'], groups: [{ names: ['ada'] }, { names: ['bo'] }] }
      : { of: [{ path }] };

  test.each(['names', 'names[*]', 'groups[*].names'])(
    'are parents by their `value`: %s',
    async (selector) => {
      await suite.start(answer);
      const users = ['ada', 'bo'].map((name) => ({ path: `/users/${name}`, _names_value: name }));
      const { rows } = await readAll(suite.source(parents(selector)), 'users');
      expect(rows).toEqual(users);
      await suite.load(parents(selector));
      expect(await suite.rows('SELECT value FROM names ORDER BY value')).toEqual([
        { value: 'ada' },
        { value: 'bo' },
      ]);
      expect(await suite.rows('SELECT path, _names_value FROM users ORDER BY path')).toEqual(users);
    },
  );

  test('are looked at by check, and bring the first page of a child', async () => {
    await suite.start(answer);
    const { resources } = await checkSource(suite.source(parents('names')));
    expect(resources.map(({ page }) => page?.rows)).toEqual([2, 1]);
  });

  test('have keys by their `value`', async () => {
    await suite.start(() => ({ names: ['ada', 'bo', 'ada'] }));
    const keyed = {
      resources: [
        {
          name: 'names',
          primary_key: 'value',
          write_disposition: 'merge',
          endpoint: { data_selector: 'names', paginator: 'single_page' },
        },
      ],
    };
    await suite.load(keyed);
    expect(await suite.rows('SELECT value FROM names ORDER BY value')).toEqual([
      { value: 'ada' },
      { value: 'bo' },
    ]);
  });

  test('a placeholder in the query asks for a list', async () => {
    await suite.start((path, asked) =>
      path === '/names' ? [{ id: 1 }, { id: 2 }] : { items: [{ of: asked.get('name') }] },
    );
    const { rows } = await readAll(
      suite.source({
        resources: [
          { name: 'names', endpoint: { paginator: 'single_page' } },
          { name: 'notes', endpoint: { path: 'notes?name={resources.names.id}' } },
        ],
      }),
      'notes',
    );
    expect(rows).toEqual([{ of: '1' }, { of: '2' }]);
  });
});
