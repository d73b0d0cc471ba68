import { expect, test } from 'vitest';
import { familySuite } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const child = (name: string, write: string, more: object = {}) => ({
  name,
  primary_key: 'id',
  write_disposition: write,
  endpoint: {
    path: `${name}/{resources.parents.id}`,
    data_selector: 'data',
    paginator: 'single_page',
    ...more,
  },
});

test.each([
  ['append', {}, false, true],
  ['append', {}, true, true],
  ['merge', {}, true, false],
  ['replace', {}, true, false],
  ['append', { incremental: { cursor_path: 'id', initial_value: 0 } }, true, false],
])(
  'a child that is written as %s (%o) and comes again with the cursor of its parent, selected %s, says so: %s',
  async (write, more, selected, isTold) => {
    const rows = [1, 2, 3].map((id) => ({ id, at: id }));
    await suite.start((path) => ({
      data: path === '/parents' ? rows : [{ id: Number(path.slice(-1)) }],
    }));
    const parents = {
      name: 'parents',
      selected,
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: {
        paginator: 'single_page',
        incremental: { cursor_path: 'at', initial_value: 0 },
      },
    };
    const config = { resources: [parents, child('kids', write, more), child('toys', 'merge')] };
    const report = await suite.load(config, { resources: ['kids'] });
    const warnings = reportOf(report, 'kids').warnings.join('\n');
    expect(warnings.includes('will be there twice')).toBe(isTold);
    await suite.load(config);
    const [count] = await suite.rows('SELECT count(*)::INTEGER AS n FROM kids');
    expect(count).toEqual({ n: isTold ? 6 : 3 });
  },
);

test('nothing is said where all that depends on a parent is loaded', async () => {
  await suite.start((path) => ({
    data: path === '/parents' ? [{ id: 1, at: 1 }] : [{ id: 7 }],
  }));
  const parents = {
    name: 'parents',
    primary_key: 'id',
    write_disposition: 'merge',
    endpoint: { paginator: 'single_page', incremental: { cursor_path: 'at', initial_value: 0 } },
  };
  const report = await suite.load({ resources: [parents, child('kids', 'append')] });
  expect(report.resources.flatMap(({ warnings }) => warnings)).toEqual([]);
});
