import { describe, expect, test } from 'vitest';
import type { ResourceReport, Verify } from '../../../src/model.ts';
import { checkSource } from '../../../src/source/check-source.ts';
import { familySuite } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

type Row = Readonly<Record<string, unknown>>;

const ROWS: readonly Row[] = Array.from({ length: 13 }, (_, i) => ({ nr: i + 1, name: 'a' }));

/** Where the rows get their key from. */
const KEYS: Readonly<Record<string, object>> = {
  api: { primary_key: 'nr' },
  filtered: {
    primary_key: 'nr',
    processing_steps: [{ filter: ({ nr }: Row) => Number(nr) % 2 === 0 }],
  },
  changed: {
    primary_key: 'nr',
    processing_steps: [{ map: (row: Row) => ({ ...row, nr: `n${row['nr']}` }) }],
  },
  made: {
    primary_key: 'key',
    processing_steps: [{ map: (row: Row) => ({ ...row, key: `n${row['nr']}` }) }],
  },
  expanded: {
    primary_key: 'key',
    processing_steps: [
      {
        yield_map: (row: Row) => ['a', 'b'].map((half) => ({ ...row, key: `${row['nr']}${half}` })),
      },
    ],
  },
};

/** What the API holds, and what it says of it. */
const COLLECTIONS: Readonly<Record<string, { rows: readonly Row[]; total: number }>> = {
  whole: { rows: ROWS, total: 13 },
  short: { rows: ROWS.slice(0, 9), total: 13 },
  // the seventh row gives its place to the sixth
  doubled: { rows: ROWS.map((row, i) => (i === 6 ? (ROWS[5] as Row) : row)), total: 13 },
  long: { rows: ROWS, total: 11 },
};

const PAGINATORS: Readonly<Record<string, object>> = {
  offset: { type: 'offset', limit: 3 },
  page_number: { type: 'page_number', base_page: 1, total_path: null },
  cursor: { type: 'cursor', cursor_path: 'next', cursor_param: 'from' },
};

function answer(path: string, asked: URLSearchParams): unknown {
  const { rows = [], total } = COLLECTIONS[path.split('_')[1] ?? ''] ?? {};
  const page = asked.get('page');
  const from =
    page === null ? Number(asked.get('offset') ?? asked.get('from') ?? 0) : 3 * Number(page) - 3;
  const limit = Number(asked.get('limit') ?? 3);
  const next = from + limit < rows.length ? String(from + limit) : null;
  return { data: rows.slice(from, from + limit), total, ...(asked.has('offset') ? {} : { next }) };
}

/** What a report of a collection says has to be so. */
function expectTrue(key: string, collection: string, report: ResourceReport): void {
  const { name, verdict, warnings } = report;
  const isClean = verdict === 'complete' || verdict === 'exhausted';
  const text = warnings.join('\n');
  const asSent = 'They are counted as the API sends them, before the processing steps.';
  const came =
    key === 'made' || key === 'expanded'
      ? 'different rows came.*The API sends no `key`, so whole rows were compared.'
      : `different keys \\(\`nr\`\\) came.*${key === 'api' ? '' : asSent}`;
  switch (collection) {
    case 'whole':
      expect({ name, isClean, text }).toEqual({ name, isClean: true, text: '' });
      break;
    case 'short':
      expect({ name, verdict }).toEqual({ name, verdict: 'incomplete' });
      expect(text, name).toMatch(new RegExp(`a total of 13 at .total., but 9 ${came}`));
      break;
    case 'doubled':
      expect({ name, isClean }).toEqual({ name, isClean: false });
      expect(text, name).not.toMatch(/\b(?:1[3-9]|2\d) different/);
      break;
    default:
      // without a proof the total ends the walk before its last row
      expect(text, name).toMatch(new RegExp(`a total of 11 at .total., but 1[23] ${came}`));
  }
}

const ways = Object.keys(PAGINATORS).flatMap((paginator) =>
  (['overlap', 'passes', 'off'] as const).map((verify) => [paginator, verify] as const),
);
const cases = Object.keys(KEYS).flatMap((key) =>
  Object.keys(COLLECTIONS).map((collection) => [key, collection] as const),
);

describe('rows are counted as the API sends them, wherever their key comes from', () => {
  test.each(ways)('%s, %s', async (paginator, verify) => {
    await suite.start(answer);
    const resources = cases.map(([key, collection]) => ({
      name: `${key}_${collection}`,
      write_disposition: 'merge',
      ...KEYS[key],
      endpoint: { data_selector: 'data', paginator: PAGINATORS[paginator] },
    }));
    const report = await suite.load({ resources }, { verify: verify as Verify });
    for (const [key, collection] of cases)
      expectTrue(key, collection, reportOf(report, `${key}_${collection}`));
  });

  test('also if their parent gives it', async () => {
    const child = (collection: string): object => ({
      name: `kids_${collection}`,
      primary_key: ['_parents_id', 'nr'],
      write_disposition: 'merge',
      include_from_parent: ['id'],
      endpoint: {
        path: `kids_${collection}/{resources.parents.id}/kids`,
        data_selector: 'data',
        paginator: PAGINATORS['offset'],
      },
    });
    await suite.start((path, asked) =>
      path === '/parents'
        ? { data: [{ id: 1 }, { id: 2 }] }
        : answer(path.split('/')[1] ?? '', asked),
    );
    const parents = {
      name: 'parents',
      primary_key: 'id',
      endpoint: { data_selector: 'data', paginator: 'single_page' },
    };
    const report = await suite.load(
      { resources: [parents, ...Object.keys(COLLECTIONS).map(child)] },
      { verify: 'overlap' },
    );
    expect(reportOf(report, 'kids_whole').warnings).toEqual([]);
    for (const [name, says] of [
      [
        'kids_short',
        'a total of 13 at `total`, but 9 different rows came. The API sends not all of `_parents_id`, `nr`,',
      ],
      ['kids_long', 'a total of 11 at `total`, but 13 different rows came.'],
    ] as const) {
      expect(reportOf(report, name).warnings.join()).toContain(says);
    }
  });

  test('and says so if there are too many keys for memory, and staging has others', async () => {
    const size = 26_000;
    await suite.start((_, asked) => {
      const from = Number(asked.get('from') ?? 0);
      const data = Array.from({ length: size }, (_, i) => ({ nr: from + i }));
      return { data, total: 2 * size + 1, next: from === 0 ? String(size) : null };
    });
    const [many] = (
      await suite.load({
        resources: [
          {
            name: 'many',
            ...KEYS['changed'],
            endpoint: { data_selector: 'data', paginator: PAGINATORS['cursor'] },
          },
        ],
      })
    ).resources;
    expect(many).toMatchObject({ verdict: 'incomplete', reason: 'total_mismatch' });
    expect(many?.warnings.join()).toContain('but 52000 rows came. Rows were counted, not keys');
    expect(many?.warnings.join()).not.toContain('unique');
  });
});

test.each([
  [
    'no row',
    { data: [], has_more: true },
    'that more rows follow, but no row came. If nothing follows',
  ],
  [
    'rows',
    { data: ROWS, has_more: true },
    'that more rows follow, but 13 different keys (`nr`) came, in 13 rows. If nothing',
  ],
  [
    'a row twice',
    { data: [...ROWS, ROWS[0]], has_more: true },
    'but 13 different keys (`nr`) came, in 14 rows. Is `nr` unique',
  ],
])('a flag that more follow, and %s', async (_, body, says) => {
  await suite.start(() => body);
  const { resources } = await checkSource(
    suite.source({
      resources: [
        {
          name: 'rows',
          ...KEYS['api'],
          endpoint: { data_selector: 'data', paginator: 'single_page' },
        },
      ],
    }),
  );
  expect(resources[0]?.warnings.join()).toContain(says);
});
