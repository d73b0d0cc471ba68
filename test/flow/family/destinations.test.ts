import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { type Destination, NO_COUNTS } from '../../../src/destination/destination.ts';
import { sync } from '../../../src/sync.ts';
import { familySuite, offsets, slice } from '../../support/family-suite.ts';

const suite = familySuite();

/** A destination whose writer of one resource is broken before its first batch. */
function brokenFor(resource: string): Destination {
  return {
    name: 'broken',
    open: async () => ({
      writer: async (target) => {
        const stream = new Writable({
          objectMode: true,
          write: (_batch, _encoding, done) => done(),
        });
        stream.on('error', () => {});
        if (target.resource === resource) stream.destroy(new Error('the disk is gone'));
        return {
          ...{ stream, warnings: [], discard: async () => {} },
          settle: async (_outcome, toReport) => toReport(NO_COUNTS),
        };
      },
      close: async () => {},
    }),
  };
}

test.each([
  ['kids', { verdict: 'exhausted' }, { verdict: 'incomplete' }],
  ['parents', { verdict: 'incomplete' }, { verdict: 'incomplete' }],
])(
  'a destination that is broken for %s from the start keeps nobody of the family waiting',
  async (resource, parents, kids) => {
    const rows = Array.from({ length: 300 }, (_, id) => ({ id }));
    await suite.start((path, asked) => slice(path === '/parents' ? rows : [{ id: 1 }], asked));
    const source = suite.source({
      resources: [
        { name: 'parents', primary_key: 'id', endpoint: { paginator: offsets(100) } },
        {
          name: 'kids',
          endpoint: {
            path: 'kids/{resources.parents.id}',
            data_selector: 'data',
            paginator: offsets(2),
          },
        },
      ],
    });
    const report = await sync(source, { to: brokenFor(resource), verify: 'off' });
    const reports = Object.fromEntries(report.resources.map((one) => [one.name, one]));
    expect(reports).toMatchObject({ parents, kids });
    const broken = report.resources.find(({ name }) => name === resource);
    expect(broken?.error?.message).toBe('the disk is gone');
    // no page failed
    expect(broken?.reason).toBe(undefined);
  },
);
