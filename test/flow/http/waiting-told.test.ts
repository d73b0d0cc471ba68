import { expect, test } from 'vitest';
import type { SluiceEvent } from '../../../src/events.ts';
import { checkSource } from '../../../src/source/check-source.ts';
import { createSource } from '../../../src/source/rest-api-source.ts';
import { tellWaitsOnce } from '../../../src/source/run.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { serve } from '../../support/http-server.ts';

test('each resource is told of one pause once, and of a longer one again', () => {
  const told: string[] = [];
  const tell = tellWaitsOnce((event) => {
    told.push('resource' in event ? `${event.type} ${event.resource}` : event.type);
  });
  const wait = (resource: string, second: number): void =>
    tell({
      ...{ type: 'waiting', resource, page: 1, waitMs: 60_000, message: 'x' },
      until: new Date(second * 1000).toISOString(),
    });
  wait('a', 100);
  wait('a', 100.5);
  wait('b', 100.2);
  wait('a', 90);
  tell({ type: 'resource_started', resource: 'a' });
  wait('a', 160);
  expect(told).toEqual(['waiting a', 'waiting b', 'resource_started a', 'waiting a']);
});

test('stream and check tell of it, too', async () => {
  let refuses = true;
  await using server = await serve((_, response) => {
    const isFirst = refuses;
    refuses = false;
    response.writeHead(isFirst ? 429 : 200, {
      'content-type': 'application/json',
      ...(isFirst && { 'retry-after': '60' }),
    });
    response.end('[{"id":1}]');
  });
  const config = {
    client: { base_url: server.origin, paginator: 'single_page' },
    resources: ['items'],
  };
  const told: string[] = [];
  const onEvent = (event: SluiceEvent): void => {
    if (event.type === 'waiting') told.push(`${event.resource} ${event.page}`);
  };
  const source = createSource(config as never, { env: {} }, fakeClock());
  for await (const row of source.stream('items', { onEvent })) expect(row).toEqual({ id: 1 });
  expect(told).toEqual(['items 1']);
  refuses = true;
  await checkSource(createSource(config as never, { env: {} }, fakeClock()), { onEvent });
  expect(told).toEqual(['items 1', 'items 1']);
});
