import { describe, expect, test } from 'vitest';
import type { Verify } from '../../../src/model.ts';
import { checkSource } from '../../../src/source/check-source.ts';
import { onePosts, runConfig } from '../../contract/rest-api/scripted-api.ts';
import {
  type Answer,
  type Config,
  familySuite,
  Reply,
  readAll,
} from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const NOTHING = new Reply(204, '');
const ROWS = [{ id: 1 }, { id: 2 }];

/** Names the page behind each page, for ever. */
const ownPages = {
  next: ({ request }: { request: { params?: Readonly<Record<string, unknown>> } }) => ({
    params: { page: Number(request.params?.['page'] ?? 0) + 1 },
  }),
};

const PAGINATORS: readonly (readonly [what: string, paginator: unknown, more: object])[] = [
  ['page_number', { type: 'page_number', total_path: null }, {}],
  [
    'page_number that goes on behind empty pages',
    { type: 'page_number', stop_after_empty_page: false, maximum_page: 9, total_path: null },
    {},
  ],
  [
    'page_number with a flag',
    { type: 'page_number', has_more_path: 'more', stop_after_empty_page: false },
    { more: true },
  ],
  [
    'page_number with a written total',
    { type: 'page_number', total_path: 'pages', stop_after_empty_page: false },
    { pages: 9 },
  ],
  ['offset', { type: 'offset', limit: 2 }, {}],
  [
    'offset that goes on behind empty pages',
    { type: 'offset', limit: 2, stop_after_empty_page: false, maximum_offset: 9 },
    {},
  ],
  [
    'offset with a flag',
    { type: 'offset', limit: 2, has_more_path: 'more', stop_after_empty_page: false },
    { more: true },
  ],
  [
    'offset with a written total',
    { type: 'offset', limit: 2, total_path: 'total', stop_after_empty_page: false },
    { total: 9 },
  ],
  ['cursor', { type: 'cursor', cursor_path: 'next' }, { next: 'b' }],
  [
    'cursor with a flag',
    { type: 'cursor', cursor_path: 'next', has_more_path: 'more' },
    { next: 'b', more: true },
  ],
  ['json_link', { type: 'json_link', next_url_path: 'next' }, { next: '/rows?page=1' }],
  ['auto', 'auto', { next: '/rows?page=1' }],
  ['one of one’s own', ownPages, {}],
];

const config = (paginator: unknown, more: object = {}): Config => ({
  client: { max_concurrency: 1 },
  resources: [
    {
      name: 'rows',
      primary_key: 'id',
      write_disposition: 'merge',
      ...more,
      endpoint: { data_selector: 'data', paginator },
    },
  ],
});

/** The first page has rows, all others have 204; with an overlap, the second one begins with the last row. */
function answers(more: object): Answer {
  return (_, asked) => {
    if (asked.get('offset') === '1') return { data: [ROWS[1]], ...more };
    const isFirst = [...asked].every(([name, value]) => name === 'limit' || value === '0');
    return isFirst ? { data: ROWS, ...more } : NOTHING;
  };
}

describe('204 ends a stream at once', () => {
  test.each(PAGINATORS)('%s', async (_, paginator, more) => {
    const api = await suite.start(answers(more));
    const { rows, report } = await readAll(suite.source(config(paginator)), 'rows');
    expect(rows).toEqual(ROWS);
    expect(report).toMatchObject({ retries: 0 });
    expect(api.asked).toHaveLength(2);
  });

  test.each(PAGINATORS)('%s, as the first answer', async (_, paginator) => {
    const api = await suite.start(() => NOTHING);
    const { rows, report } = await readAll(suite.source(config(paginator)), 'rows');
    expect(rows).toEqual([]);
    expect(report.verdict).toMatch(/complete|exhausted/);
    expect(report).toMatchObject({ retries: 0, received: 0 });
    expect(api.asked).toHaveLength(1);
  });

  test('with headers that lead on', async () => {
    for (const paginator of [
      { type: 'header_link' },
      { type: 'header_cursor', cursor_key: 'X-Next', cursor_param: 'at' },
    ]) {
      const { asked, rows, error } = await runConfig(onePosts({ paginator }), ({ index }) => ({
        status: index === 0 ? 200 : 204,
        headers: { link: `</posts?at=${index}>; rel="next"`, 'x-next': `n${index}` },
        ...(index === 0 ? { json: ROWS } : { text: '' }),
      }));
      expect(error).toBeUndefined();
      expect(rows).toEqual(ROWS);
      expect(asked).toHaveLength(2);
    }
  });

  test('for one parent row, and the others go on', async () => {
    await suite.start((path) => {
      if (path === '/rows') return { data: [...ROWS, { id: 3 }] };
      return path === '/rows/2/notes' ? NOTHING : { data: [{ id: `${path} 1` }] };
    });
    const notes = {
      name: 'notes',
      endpoint: { path: 'rows/{resources.rows.id}/notes', paginator: 'single_page' },
    };
    const { resources } = config('single_page') as { resources: readonly object[] };
    const source = suite.source({ resources: [...resources, notes] });
    const { rows } = await readAll(source, 'notes');
    expect(new Set(rows.map(({ id }) => id))).toEqual(
      new Set(['/rows/1/notes 1', '/rows/3/notes 1']),
    );
  });
});

describe('204 ends a sync', () => {
  const MODES: readonly Verify[] = ['off', 'total', 'overlap', 'passes'];
  const whole = PAGINATORS.filter(([, , more]) => !('total' in more || 'pages' in more));

  const cases = whole.flatMap(([what, ...rest]) =>
    MODES.map((verify): readonly [string, Verify, unknown, object] => [what, verify, ...rest]),
  );

  test.each(cases)('%s, verify: %s', async (_, verify, paginator, more) => {
    await suite.start(answers(more));
    const report = reportOf(
      await suite.load(config(paginator), { verify, to: suite.file }),
      'rows',
    );
    expect(report.error).toBeUndefined();
    expect(report.retries).toBe(0);
    expect(await suite.rows('SELECT id::INTEGER AS id FROM rows ORDER BY id')).toEqual(ROWS);
  });

  test.each(MODES)('that has no rows at all, verify: %s', async (verify) => {
    await suite.start(() => NOTHING);
    const loaded = await suite.load(config({ type: 'offset', limit: 2 }), { verify });
    expect(reportOf(loaded, 'rows')).toMatchObject({ received: 0, retries: 0 });
    expect(reportOf(loaded, 'rows').verdict).toMatch(/complete|exhausted/);
  });

  test('where more pages were told, as an empty page does', async () => {
    await suite.start(answers({ total: 9 }));
    const loaded = await suite.load(config({ type: 'offset', limit: 2 }), {
      verify: 'total',
    });
    expect(reportOf(loaded, 'rows')).toMatchObject({
      verdict: 'incomplete',
      reason: 'total_mismatch',
    });
  });
});

test('check takes 204 for a first page without rows', async () => {
  await suite.start(() => NOTHING);
  for (const [, paginator] of PAGINATORS) {
    const { resources } = await checkSource(suite.source(config(paginator)));
    expect(resources[0]).toMatchObject({
      page: { status: 204, rows: 0, hasNext: false },
      warnings: ['the first page has no rows'],
    });
  }
});

test('a 200 without a body stays an error that is tried again', async () => {
  const api = await suite.start(() => new Reply(200, ''));
  const reading = readAll(suite.source(config('single_page')), 'rows');
  await expect(reading).rejects.toMatchObject({ code: 'PARSE_NOT_JSON' });
  expect(api.asked).toHaveLength(5);
});
