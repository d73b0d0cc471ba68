import { describe, expect, test } from 'vitest';
import { checkSource } from '../../../src/source/check-source.ts';
import { type Config, familySuite } from '../../support/family-suite.ts';
import { rejection } from '../../support/rejection.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const rowsConfig = (more: object = {}): Config => ({
  resources: [
    {
      name: 'rows',
      primary_key: 'id',
      write_disposition: 'merge',
      ...more,
      endpoint: {
        data_selector: 'data',
        paginator: 'single_page',
        ...('endpoint' in more ? (more.endpoint as object) : {}),
      },
    },
  ],
});

describe('check says what sync says of a row', () => {
  test.each<readonly [what: string, row: unknown, more?: object]>([
    ['has no key', { ID: 1 }],
    ['has null for a key', { id: null }],
    ['has an empty key', { id: '' }],
    ['has an object for a key', { id: { a: 1 } }],
    ['has true for a key', { id: true }],
    ['is not an object', 'text'],
    ['lacks a part of the key', { id: 1, b: null }, { primary_key: ['id', 'b'] }],
    ['has no key, and is appended', { ID: 1 }, { write_disposition: 'append' }],
    ['has no key, and replaces', { ID: 1 }, { write_disposition: 'replace' }],
    [
      'loses its key in a step',
      { id: 1, other: 2 },
      { processing_steps: [{ map: ({ id: _, ...row }: { id: number }) => row }] },
    ],
    [
      'makes a step fail',
      { id: 1 },
      {
        processing_steps: [
          {
            map: () => {
              throw new Error('no such thing');
            },
          },
        ],
      },
    ],
    [
      'has no cursor',
      { id: 1 },
      { endpoint: { incremental: { cursor_path: 'at', initial_value: 1 } } },
    ],
  ])('that %s', async (_, row, more) => {
    await suite.start(() => ({ data: [{ id: 7, b: 1, at: 2 }, row] }));
    const config = rowsConfig((more ?? {}) as object);
    const { resources } = await checkSource(suite.source(config));
    const report = reportOf(await suite.load(config), 'rows');
    expect(report.error).toBeDefined();
    expect(resources[0]).toMatchObject({ page: { rows: 2 } });
    const [told = ''] = (report.error?.message ?? '').split(/\. (?:The table|Nothing)/);
    expect(resources[0]?.error?.message).toContain(told.replace(/\.$/, ''));
    expect(resources[0]?.error).toMatchObject({ code: (report.error as { code?: string }).code });
  });

  test.each<readonly [what: string, row: unknown, more: object]>([
    [
      'gets its key in a step',
      { n: 1 },
      { processing_steps: [{ map: (r: { n: number }) => ({ ...r, id: r.n }) }] },
    ],
    [
      'is filtered out before it needs a key',
      { n: 1 },
      { processing_steps: [{ filter: (r: object) => 'id' in r }] },
    ],
    [
      'has no key, where none is wanted',
      { n: 1 },
      { primary_key: [], write_disposition: 'append' },
    ],
  ])('that %s: nothing', async (_, row, more) => {
    await suite.start(() => ({ data: [row] }));
    const { resources } = await checkSource(suite.source(rowsConfig(more)));
    expect(resources[0]?.error).toBeUndefined();
  });
});

test.each<readonly [what: string, more: object]>([
  ['append', { write_disposition: 'append', on_missing: 'delete' }],
  ['replace', { write_disposition: 'replace', on_missing: 'mark' }],
  [
    'incremental',
    { on_missing: 'delete', endpoint: { incremental: { cursor_path: 'at', initial_value: 1 } } },
  ],
])('check refuses what sync refuses: on_missing with %s', async (_, more) => {
  const api = await suite.start(() => ({ data: [{ id: 1, at: 2 }] }));
  const bySync = await rejection(suite.load(rowsConfig(more)));
  for (const offline of [true, false]) {
    const byCheck = await rejection(checkSource(suite.source(rowsConfig(more)), { offline }));
    expect(byCheck).toMatchObject({ code: 'CONFIG_INVALID', message: bySync.message });
  }
  expect(api.asked).toEqual([]);
});

describe('a dependent resource', () => {
  const family = (more: object = {}): Config => ({
    resources: [
      { name: 'users', endpoint: { paginator: 'single_page' }, ...more },
      {
        name: 'notes',
        endpoint: { path: 'users/{resources.users.id}/notes', paginator: 'single_page' },
      },
    ],
  });
  const users = (count: number): unknown =>
    Array.from({ length: count }, (_, i) => ({ id: i + 1 }));

  test('is asked for with further parent rows until one has rows', async () => {
    const api = await suite.start((path) =>
      path === '/users' ? users(9) : path === '/users/3/notes' ? [{ id: 1 }] : [],
    );
    const { resources } = await checkSource(suite.source(family()));
    expect(resources[1]).toMatchObject({ page: { rows: 1 }, warnings: [] });
    expect(api.asked).toEqual(['/users', '/users/1/notes', '/users/2/notes', '/users/3/notes']);
  });

  test('is asked for with five at most', async () => {
    const api = await suite.start((path) => (path === '/users' ? users(9) : []));
    const { resources } = await checkSource(suite.source(family()));
    expect(resources[1]).toMatchObject({
      page: { rows: 0 },
      warnings: ['the first page has no rows'],
    });
    expect(api.asked).toHaveLength(1 + 5);
  });

  test('is asked for with a value once', async () => {
    const api = await suite.start((path) =>
      path === '/users' ? [{ id: 1 }, { id: 1 }, { id: 2 }] : [],
    );
    await checkSource(suite.source(family()));
    expect(api.asked).toEqual(['/users', '/users/1/notes', '/users/2/notes']);
  });

  test('is asked for with the rows that leave its parent', async () => {
    const api = await suite.start((path) => (path === '/users' ? users(3) : [{ id: 1 }]));
    const steps = [{ filter: ({ id }: { id: number }) => id > 2 }];
    await checkSource(suite.source(family({ processing_steps: steps })));
    expect(api.asked).toEqual(['/users', '/users/3/notes']);
  });

  test('is not asked for without a parent row', async () => {
    await suite.start(() => []);
    const { resources } = await checkSource(suite.source(family()));
    expect(resources[1]?.warnings).toEqual([
      'not asked for: the first page of `users` has no row to ask with',
    ]);
  });
});

test.each<readonly [what: string, paginator: object, more: object]>([
  ['offset', { type: 'offset', limit: 2, total_path: 'total' }, {}],
  ['page_number', { type: 'page_number' }, {}],
  ['cursor', { type: 'cursor', cursor_path: 'next' }, { next: 'b' }],
  ['json_link', { type: 'json_link', next_url_path: 'next' }, { next: '/rows?page=2' }],
])(
  'of a page that others follow check does not say that pages ended: %s',
  async (_, paginator, more) => {
    await suite.start(() => ({ data: [{ id: 1 }, { id: 2 }], total: 45, ...more }));
    const { resources } = await checkSource(suite.source(rowsConfig({ endpoint: { paginator } })));
    expect(resources[0]).toMatchObject({ page: { hasNext: true }, warnings: [] });
  },
);

test('a link on the page is told although the API counts the rows of the page', async () => {
  await suite.start(() => ({ data: [{ id: 1 }, { id: 2 }], count: 2, next: '/rows?page=2' }));
  const endpoint = { paginator: 'single_page' };
  const { resources } = await checkSource(suite.source(rowsConfig({ endpoint })));
  expect(resources[0]?.warnings).toEqual([expect.stringContaining('a link to a next page')]);
});

test('a first page that says that it is the last is not followed by more', async () => {
  await suite.start(() => ({ data: [{ id: 1 }, { id: 2 }], count: 2, next: null }));
  const endpoint = { paginator: { type: 'page_number', base_page: 1, total_path: null } };
  const { resources } = await checkSource(suite.source(rowsConfig({ endpoint })));
  expect(resources[0]).toMatchObject({ page: { hasNext: false }, warnings: [] });
});

describe('what check says of a total', () => {
  const rows = Array.from({ length: 10 }, (_, id) => ({ id }));
  const links = [{ rel: 'self', href: '/lists' }];
  const body = { lists: rows, total_items: 42, _links: links };
  const offset = { type: 'offset', limit: 10 };
  const pages = { type: 'page_number', total_path: null };
  const TOLD = 'a total of 42 at `total_items`, but 10 different keys (`id`) came';
  test.each<
    readonly [what: string, paginator: unknown, body: object, hasNext: boolean, says: string]
  >([
    ['nothing written', 'auto', body, false, TOLD],
    ['one page', 'single_page', body, false, TOLD],
    // no link to a next page is no end if a total says otherwise
    ['offsets', offset, body, true, ''],
    ['page numbers', pages, body, true, ''],
    ['offsets, and the total is met', offset, { ...body, total_items: 10 }, false, ''],
    ['offsets, without a total', offset, { lists: rows, _links: links }, false, ''],
  ])('%s', async (_, paginator, json, hasNext, says) => {
    await suite.start(() => json);
    const { resources } = await checkSource(
      suite.source({ resources: [{ name: 'lists', primary_key: 'id', endpoint: { paginator } }] }),
    );
    expect(resources[0]?.page?.hasNext).toBe(hasNext);
    const { warnings = [] } = resources[0] ?? {};
    if (says === '') expect(warnings).toEqual([]);
    else expect(warnings.join()).toContain(says);
  });
});
