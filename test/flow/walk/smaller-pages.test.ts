import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResourceReport } from '../../../src/model.ts';
import { createSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { query, type TestFolder, testFolder } from '../../support/crm.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { serve, type TestServer } from '../../support/http-server.ts';

const ROWS = 230;
const LIMIT = 40;

let folder: TestFolder;
let server: TestServer;
let asked: { offset: number; limit: number }[];

beforeEach(async () => {
  folder = await testFolder();
  asked = [];
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** What an API does with a page that is too much for it. */
type TooMuch = 'hangs' | 413 | 504;

interface Limits {
  readonly isTooMuch: (offset: number, limit: number) => boolean;
  readonly how: TooMuch;
  readonly hasTotal?: boolean;
}

async function start({ isTooMuch, how, hasTotal = true }: Limits): Promise<void> {
  server = await serve((request, response) => {
    const { searchParams } = new URL(String(request.url), 'http://localhost');
    const [offset = 0, limit = 0] = ['offset', 'limit'].map((name) =>
      Number(searchParams.get(name)),
    );
    asked.push({ offset, limit });
    if (isTooMuch(offset, limit)) {
      if (how === 'hangs') return;
      response.writeHead(how).end('{"message":"too much"}');
      return;
    }
    const size = Math.max(Math.min(offset + limit, ROWS) - offset, 0);
    const data = Array.from({ length: size }, (_, i) => ({ id: offset + i }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data, ...(hasTotal ? { total: ROWS } : {}) }));
  });
}

async function load(
  window: number,
  paginator: object = {},
  verify: 'overlap' | 'passes' = 'overlap',
): Promise<ResourceReport> {
  const source = createSource(
    {
      client: {
        base_url: server.origin,
        max_concurrency: window,
        timeout: { idle_seconds: 0.1 },
      },
      resources: [
        {
          name: 'rows',
          primary_key: 'id',
          write_disposition: 'merge',
          verify,
          endpoint: {
            data_selector: 'data',
            paginator: { type: 'offset', limit: LIMIT, ...paginator } as never,
          },
        },
      ],
    },
    { env: {} },
    fakeClock(),
  );
  const report = await sync(source, { to: join(folder.path, 'rows.duckdb') });
  return report.resources[0] as ResourceReport;
}

const PLACES: Record<string, (offset: number, limit: number) => boolean> = {
  'from the first page on': (_, limit) => limit > 25,
  'in the middle': (offset, limit) => offset > 100 && limit > 12,
  'on the last page': (offset, limit) => offset + limit > ROWS - 1 && limit > 5,
  'around one row': (offset, limit) => offset <= 120 && offset + limit > 120 && limit > 3,
};

describe('a page that is too much for the API', () => {
  for (const [where, isTooMuch] of Object.entries(PLACES)) {
    for (const how of ['hangs', 413, 504] as const) {
      for (const window of [1, 4]) {
        for (const hasTotal of [true, false]) {
          // a timeout takes its time
          if (how === 'hangs' && (window === 1 || where !== 'from the first page on')) continue;
          const told = hasTotal ? 'with a total' : 'without a total';
          test(`is asked for in smaller ones, ${where}, ${how}, window ${window}, ${told}`, async () => {
            await start({ isTooMuch, how, hasTotal });
            const report = await load(window);
            expect(report.error).toBe(undefined);
            expect(report).toMatchObject({ verdict: 'complete', basis: 'overlap', inserted: ROWS });
            expect(report.warnings.join('\n')).toMatch(/Pages of \d+ rows were asked for/);
            const [row] = await query(
              join(folder.path, 'rows.duckdb'),
              'SELECT count(*)::INTEGER AS n FROM rows',
            );
            expect(row).toEqual({ n: ROWS });
          });
        }
      }
    }
  }

  test('fails in the end if no size will do, and is asked for seldom', async () => {
    await start({ isTooMuch: (offset) => offset > 60, how: 504 });
    const report = await load(1);
    expect(report).toMatchObject({ verdict: 'incomplete', reason: 'failed_page' });
    expect(report.error?.message).toMatch(/504/);
    const sizes = asked.filter(({ offset }) => offset > 60).map(({ limit }) => limit);
    expect(sizes).toEqual([40, 40, 20, 20, 10, 10, 5, 5, 3, 3, 3, 3, 3]);
  });

  test.each([
    { name: 'a walk by page numbers', paginator: { type: 'page_number', limit: undefined } },
    { name: 'a walk that does not overlap its pages', paginator: {}, verify: 'passes' },
  ] as const)('fails $name, whose pages are counted', async ({ paginator, verify }) => {
    await start({ isTooMuch: () => true, how: 413 });
    const report = await load(1, paginator, verify);
    expect(report).toMatchObject({ verdict: 'incomplete', reason: 'failed_page' });
    expect(asked).toHaveLength(1);
  });
});
