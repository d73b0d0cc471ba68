import { expect, test } from 'vitest';
import { familySuite, offsets, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const load = async (written: object) => reportOf(await suite.load(written as never), 'items');

test('thousands of cursors are read and written in good time', async () => {
  await suite.start((path, asked) =>
    path === '/parents'
      ? slice(
          Array.from({ length: 1500 }, (_, id) => ({ id })),
          asked,
        )
      : { data: [{ id: path, at: 1 }] },
  );
  const child = {
    name: 'items',
    primary_key: 'id',
    endpoint: {
      path: 'items/{resources.parents.id}',
      data_selector: 'data',
      paginator: 'single_page',
      incremental: { cursor_path: 'at' },
    },
  };
  const many = { resources: [{ name: 'parents', endpoint: { paginator: offsets(500) } }, child] };
  expect(await load(many)).toMatchObject({ inserted: 1500 });
  expect(await load(many)).toMatchObject({ inserted: 0, filtered: 1500 });
});
