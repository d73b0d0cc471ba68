import { describe, expect, test } from 'vitest';
import { checkSource } from '../../../src/source/check-source.ts';
import {
  clientOf,
  onePosts,
  runConfig,
  type ScriptedAnswer,
} from '../../contract/rest-api/scripted-api.ts';
import { ERROR_BODIES, GOOD_BODIES } from '../../support/error-bodies.ts';
import { type Config, familySuite } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const SELECTORS = [undefined, 'data', '$.data', 'data[*]', 'data.items'];

const endpointOf = (selector: string | undefined, more: object = {}): object => ({
  paginator: 'single_page',
  ...(selector === undefined ? {} : { data_selector: selector }),
  ...more,
});

describe('a body that says it is an error', () => {
  test.each(
    ERROR_BODIES.map(([body, says]): readonly [string, string] => [JSON.stringify(body), says]),
  )('%s fails a stream, and is tried again', async (text, says) => {
    for (const selector of SELECTORS) {
      const { error, rows, asked } = await runConfig(
        onePosts(endpointOf(selector) as never, { retry: { attempts: 3, base_seconds: 0.001 } }),
        () => ({ text }),
      );
      expect({ selector, error, rows }).toMatchObject({
        error: { code: 'PARSE_ERROR_BODY', retryable: true },
        rows: [],
      });
      expect(String(error)).toContain(says);
      expect(asked).toHaveLength(3);
    }
  });

  test('is none once the API answers', async () => {
    for (const [body] of ERROR_BODIES) {
      const { error, rows } = await runConfig(
        onePosts(endpointOf(undefined) as never, { retry: { attempts: 3, base_seconds: 0.001 } }),
        ({ index }) => ({ json: index < 2 ? body : { data: [{ id: 1 }] } }),
      );
      expect(error).toBeUndefined();
      expect(rows).toEqual([{ id: 1 }]);
    }
  });

  test('fails on a later page, too, which is streamed', async () => {
    for (const [body] of ERROR_BODIES) {
      const { error, rows } = await runConfig(
        onePosts({ paginator: { type: 'offset', limit: 2 } }),
        ({ index }) => ({ json: index === 0 ? { data: [{ id: 1 }, { id: 2 }] } : body }),
      );
      expect(error).toMatchObject({ code: 'PARSE_ERROR_BODY', context: { page: 2 } });
      expect(rows).toHaveLength(2);
    }
  });

  test('is no single entity', async () => {
    const alone = ERROR_BODIES.filter(
      ([body]) =>
        !('data' in (body as object) && Array.isArray((body as { data: unknown }).data)) &&
        !('links' in (body as object)) &&
        !('hits' in (body as object)),
    );
    for (const key of [{}, { primary_key: 'id' }]) {
      for (const [body] of alone) {
        const { error } = await runConfig(
          {
            client: clientOf(),
            resources: [
              {
                name: 'posts',
                endpoint: { path: 'posts/{id}', params: { id: 5 } },
                ...('jsonrpc' in (body as object) || 'id' in (body as object) ? {} : key),
              },
            ],
          },
          () => ({ json: body }),
        );
        expect({ body, error }).toMatchObject({ error: { code: 'PARSE_ERROR_BODY' } });
      }
    }
  });

  test.each(
    ['replace', 'merge'].flatMap((write) =>
      [undefined, 'data'].map((selector) => [write, selector] as const),
    ),
  )(
    'keeps a table as it is (%s, selector %s)',
    async (write, selector) => {
      const turn = (write === 'merge' ? 1 : 0) + (selector === undefined ? 2 : 0);
      const bodies = ERROR_BODIES.filter((_, i) => i % 4 === turn);
      const config: Config = {
        client: { retry: { attempts: 1 } },
        resources: bodies.map((_, i) => ({
          name: `r${i}`,
          primary_key: 'id',
          write_disposition: write,
          endpoint: endpointOf(selector),
        })),
      };
      const api = await suite.start(() => ({ data: [{ id: 1 }, { id: 2 }] }));
      const verify = write === 'merge' ? 'overlap' : 'off';
      await suite.load(config, { verify });
      api.answer = (path) => bodies[Number(path.slice(2))]?.[0];
      const report = await suite.load(config, { verify });
      for (const [i] of bodies.entries()) {
        expect(reportOf(report, `r${i}`)).toMatchObject({
          verdict: 'incomplete',
          reason: 'failed_page',
          error: { code: 'PARSE_ERROR_BODY' },
        });
      }
      const counts = bodies.map((_, i) => `SELECT count(*)::INTEGER AS n FROM r${i}`);
      expect(await suite.rows(counts.join(' UNION ALL '))).toEqual(bodies.map(() => ({ n: 2 })));
    },
    60_000,
  );

  test('is one, too, if its details stand where the row would', async () => {
    const body = { code: 'rest_no_route', message: 'No route was found', data: { status: 404 } };
    for (const selector of ['data', undefined]) {
      const { error } = await runConfig(onePosts(endpointOf(selector) as never), () => ({
        json: body,
      }));
      expect(error).toMatchObject({ code: 'PARSE_ERROR_BODY' });
    }
  });

  test('is told by check', async () => {
    await suite.start(() => ({ success: false, message: 'Sign in', data: null }));
    const { resources } = await checkSource(
      suite.source({ resources: [{ name: 'posts', endpoint: endpointOf(undefined) }] }),
    );
    expect(resources[0]?.error).toMatchObject({ code: 'PARSE_ERROR_BODY' });
  });

  test('says what the API says, without secrets', async () => {
    const secret = 'canary-5up3r-s3cret';
    const { error } = await runConfig(
      onePosts(endpointOf('data') as never, { auth: { token: secret } }),
      () => ({ json: { success: false, message: `You sent ${secret}`, data: [] } }),
    );
    expect(String(error)).toContain('You sent ***');
    expect(String(error)).not.toContain('canary');
    expect(String(error)).toContain('If that is no error, set `error_path: null`.');
  });
});

describe('a good body loads', () => {
  test.each(
    GOOD_BODIES.map(([body, rows]): readonly [string, readonly unknown[]] => [
      JSON.stringify(body),
      rows,
    ]),
  )('%s', async (text, expected) => {
    for (const selector of [undefined, 'data', 'data[*]']) {
      const { error, rows, report } = await runConfig(
        onePosts(endpointOf(selector) as never),
        () => ({ text }),
      );
      // null is a page without rows, but nothing of a list
      if (selector === 'data[*]' && text.includes('"data":null')) continue;
      expect({ selector, error }).toEqual({ selector, error: undefined });
      expect(rows).toEqual(expected);
      expect(report.warnings).toEqual([]);
    }
  });

  test.each<readonly [what: string, body: unknown, resource?: object]>([
    ['a job that failed', { id: 1, status: 'error' }],
    ['a job with its key', { code: 500, status: 'error', message: 'x' }, { primary_key: 'code' }],
    ['an object with a message', { message: 'Hello' }],
    ['an object with more than errors', { status: 'error', name: 'nightly', runs: 3 }],
    ['an object with null', { data: null }],
    ['an article', { title: 'A', description: 'B', content: null }],
    ['a job that failed, and its message', { id: 1, status: 'fail', data: { title: 'Late' } }],
    ['a problem that is a ticket', { id: 5, title: 'Slow', status: 500, detail: 'x' }],
    ['a code that is a key', { code: 'US', message: 'No entry found' }, { primary_key: 'code' }],
    ['a greeting with a code', { code: 0, message: 'Hello' }],
    ['a country', { code: 'US', name: 'Error Islands' }],
    ['a count of errors', { errors: 0, runs: 3 }],
    ['a status that is off', { status: false }],
  ])('as one row: %s', async (_, body, resource = {}) => {
    const { error, rows } = await runConfig(
      {
        client: clientOf(),
        resources: [{ name: 'posts', endpoint: endpointOf(undefined), ...(resource as object) }],
      },
      () => ({ json: body }),
    );
    expect(error).toBeUndefined();
    expect(rows).toEqual([body]);
  });

  test('as a row where the body itself is selected', async () => {
    for (const [body] of ERROR_BODIES) {
      const { error, rows } = await runConfig(onePosts(endpointOf('$') as never), () => ({
        json: body,
      }));
      expect(error).toBeUndefined();
      expect(rows).toEqual([body]);
    }
  });

  test('whose list has the name of the resource', async () => {
    const { rows, error } = await runConfig(
      {
        client: clientOf(),
        resources: [{ name: 'errors', endpoint: { paginator: 'single_page' } }],
      },
      () => ({ json: { errors: [{ id: 1 }], data: null } }),
    );
    expect(error).toBeUndefined();
    expect(rows).toEqual([{ id: 1 }]);
  });

  test('with rows beside shards that failed, and a warning', async () => {
    const _shards = { total: 5, failed: 1, failures: [{ reason: { reason: 'Too old' } }] };
    for (const selector of ['hits.hits', undefined, 'hits.hits[*]']) {
      const { rows, report } = await runConfig(onePosts(endpointOf(selector) as never), () => ({
        json: { took: 3, _shards, hits: { total: { value: 1 }, hits: [{ _id: 'a' }] } },
      }));
      expect(rows).toEqual([{ _id: 'a' }]);
      expect(report.warnings).toEqual([
        'posts, page 1: the API tells of an error beside the rows, `_shards.failed`: `Too old`. The rows were taken.',
      ]);
    }
  });

  test.each(['data.users', undefined, 'data.users[*]'])(
    'with rows beside an error, and a warning: %s',
    async (selector) => {
      const { rows, report, error } = await runConfig(
        onePosts({ ...endpointOf(selector), paginator: { type: 'offset', limit: 1 } } as never),
        ({ index }): ScriptedAnswer => ({
          json: {
            data: { users: index < 2 ? [{ id: index }] : [] },
            ...(index < 2 ? { errors: [{ message: 'No right to read `mail`' }] } : {}),
          },
        }),
      );
      expect(error).toBeUndefined();
      expect(rows).toEqual([{ id: 0 }, { id: 1 }]);
      expect(report.warnings).toEqual([
        'posts, page 1: the API tells of an error beside the rows, `errors`: `No right to read `mail``. The rows were taken.',
      ]);
    },
  );
});

describe('error_path', () => {
  const body = { success: false, data: [], bad: 'so' };
  test.each<readonly [what: string, client: object, endpoint: object, code: string | undefined]>([
    ['is not written', {}, {}, 'PARSE_ERROR_BODY'],
    ['is null for the client', { error_path: null }, {}, undefined],
    ['is null for the endpoint', {}, { error_path: null }, undefined],
    ['is null for the endpoint alone', { error_path: 'bad' }, { error_path: null }, undefined],
    [
      'is written for the endpoint alone',
      { error_path: null },
      { error_path: 'bad' },
      'PARSE_ERROR_BODY',
    ],
    ['is written', { error_path: 'bad' }, {}, 'PARSE_ERROR_BODY'],
    ['leads to nothing, beside a mark', { error_path: 'worse' }, {}, 'PARSE_ERROR_BODY'],
  ])('%s', async (_, client, endpoint, code) => {
    for (const selector of ['data', 'data[*]', undefined]) {
      const { error } = await runConfig(
        onePosts(endpointOf(selector, endpoint) as never, client as never),
        () => ({ json: body }),
      );
      expect((error as { code?: string } | undefined)?.code).toBe(code);
    }
  });

  test('that is written counts beside rows, and that of the defaults for all', async () => {
    const { error } = await runConfig(
      {
        client: clientOf(),
        resource_defaults: { endpoint: { error_path: 'bad' } },
        resources: [{ name: 'posts', endpoint: endpointOf('data') }],
      },
      () => ({ json: { data: [{ id: 1 }], bad: 'so' } }),
    );
    expect(error).toMatchObject({
      code: 'PARSE_ERROR_BODY',
      message: 'posts, page 1: the body holds an error at `/bad` (error_path): so.',
    });
  });
});
