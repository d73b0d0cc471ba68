import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ResourceReport } from '../../../src/model.ts';
import { createSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { testFolder } from '../../support/crm.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { serve } from '../../support/http-server.ts';

const ROWS = Array.from({ length: 25 }, (_, id) => ({ id }));

/** A body for what is asked; undefined for a page that the API refuses. */
type Api = (query: URLSearchParams) => unknown;

const slice = (start: number, size = 10): readonly unknown[] => ROWS.slice(start, start + size);
const numberOf = (query: URLSearchParams, name: string, otherwise: number): number =>
  Number(query.get(name) ?? otherwise);

const NATS: Api = (query) => {
  const offset = numberOf(query, 'offset', 0);
  const limit = numberOf(query, 'limit', 10);
  return { server_id: 'N', connections: slice(offset, limit), total: 25, offset, limit };
};

const SCIM: Api = (query) => {
  const startIndex = numberOf(query, 'startIndex', 1);
  const Resources = slice(startIndex - 1, numberOf(query, 'count', 10));
  return { schemas: ['urn:x'], totalResults: 25, startIndex, itemsPerPage: 10, Resources };
};

/** It refuses pages that are not there. */
const RABBITMQ: Api = (query) => {
  const page = numberOf(query, 'page', 1);
  if (page > 3) return undefined;
  return { items: slice((page - 1) * 10), page, page_count: 3, page_size: 10, total_count: 25 };
};

const MEDIAWIKI: Api = (query) => {
  const at = query.get('continue') === '-||' ? numberOf(query, 'cmcontinue', 0) : 0;
  const next = at + 10 < 25 ? { continue: { cmcontinue: at + 10, continue: '-||' } } : {};
  return { ...next, query: { categorymembers: slice(at) } };
};

const PYGEOAPI: Api = (query) => {
  const offset = numberOf(query, 'offset', 0);
  const links =
    offset < 20 ? [{ rel: 'next', href: `?offset=${offset + 10}` }] : [{ rel: 'self', href: '?' }];
  return { type: 'FeatureCollection', links, features: slice(offset), numberMatched: 25 };
};

/** A name that is tried behind the first one. */
const ODD: Api = (query) => {
  const at = Number(query.get('token')?.slice(1) ?? 0);
  return { rows: slice(at), next_page_token: at < 20 ? `t${at + 10}` : null };
};

async function run(
  api: Api,
  resource: Readonly<Record<string, unknown>>,
  files: readonly object[] = [{}],
): Promise<readonly { readonly report: ResourceReport; readonly requests: number }[]> {
  await using folder = await testFolder();
  await using server = await serve((request, response: ServerResponse) => {
    const body = api(new URL(String(request.url), 'http://localhost').searchParams);
    response.statusCode = body === undefined ? 400 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body ?? { error: 'no such page' }));
  });
  const config = {
    client: { base_url: server.origin },
    resources: [{ name: 'items', endpoint: 'items', ...resource }],
  };
  const outcomes = [];
  for (const options of files) {
    const source = createSource(
      config as Parameters<typeof createSource>[0],
      { env: {} },
      fakeClock(),
    );
    const { resources } = await sync(source, { to: folder.file('items.duckdb'), ...options });
    outcomes.push({ report: resources[0] as ResourceReport, requests: server.requests.length });
  }
  return outcomes;
}

describe('what was found out syncs whole, with nothing written but the path', () => {
  const keyed = { primary_key: 'id', write_disposition: 'merge' };
  test.each([
    ['NATS', NATS, keyed, 'complete'],
    ['SCIM', SCIM, keyed, 'complete'],
    ['RabbitMQ', RABBITMQ, keyed, 'exhausted'],
    ['MediaWiki', MEDIAWIKI, keyed, 'exhausted'],
    ['pygeoapi', PYGEOAPI, keyed, 'exhausted'],
    ['a cursor under another name', ODD, keyed, 'exhausted'],
    ['NATS without a key', NATS, {}, 'exhausted'],
    ['SCIM without a key', SCIM, {}, 'exhausted'],
    ['a cursor under another name, without a key', ODD, {}, 'exhausted'],
  ] as const)('%s', async (_, api, resource, verdict) => {
    const [outcome] = await run(api, resource);
    expect(outcome?.report.error).toBeUndefined();
    expect(outcome?.report).toMatchObject({ verdict, inserted: 25, warnings: [] });
    expect(outcome?.requests).toBeLessThan(12);
  });
});

test('a walk that was cut off goes on in the way that was found', async () => {
  const outcomes = await run(MEDIAWIKI, { primary_key: 'id', write_disposition: 'merge' }, [
    { maxPages: 1 },
    {},
  ]);
  expect(outcomes.map(({ report }) => report.verdict)).toEqual(['incomplete', 'exhausted']);
  expect(outcomes[1]?.report.error).toBeUndefined();
});
