import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { compiled } from '../../support/build-for-children.ts';
import { familySuite, slice } from '../../support/family-suite.ts';
import { killedFamily } from '../../support/killed-family.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();
const CHILD = compiled('test/support/family-in-child.ts');

/** Runs a load in a process of its own; gives the signal that ended it. */
function loadInChild(place: string): Promise<{ signal: unknown; stderr: string; code: unknown }> {
  const args = [CHILD, suite.api.url, suite.file];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...args, place], (_error, _stdout, stderr) =>
      resolve({ signal: child.signalCode, code: child.exitCode, stderr }),
    );
  });
}

/** Three parents, two children for each, three rows below each child; `more` rows come later. */
let parents = 3;
function family(path: string, asked: URLSearchParams): unknown {
  const [, kind, id = ''] = path.split('/');
  const list = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `${id}${i}`, at: i + 1 }));
  return slice(list(kind === 'parents' ? parents : kind === 'kids' ? 2 : 3), asked);
}

const tables = () =>
  Promise.all(
    ['parents', 'kids', 'toys'].map(
      async (name) =>
        (
          await suite.rows(
            `SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids FROM ${name}`,
          )
        ).map(({ n, ids }) => [name, n, ids])[0],
    ),
  );

describe('a family that is killed', () => {
  test.each([
    'request.after:1',
    'request.before:9',
    'page.after:2',
    'page.before:12',
    'stage.commit.before:3',
    'stage.commit.after:8',
    'fold.begin.after',
    'fold.insert.after:1',
    'fold.report.after:2',
    'fold.commit.before',
    'fold.commit.after',
  ])('at %s and loaded again has every child of every parent row, once', async (place) => {
    parents = 3;
    await suite.start(family);
    await suite.load(suite.source(killedFamily(suite.api.url) as never));
    parents = 5;
    const { signal, stderr } = await loadInChild(place);
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    const report = await suite.load(suite.source(killedFamily(suite.api.url) as never), {
      verify: undefined,
    } as object);
    const expected = [
      ['parents', 5, 5],
      ['kids', 10, 10],
      ['toys', 30, 30],
    ];
    expect(await tables()).toEqual(expected);
    for (const name of ['parents', 'kids', 'toys']) {
      expect(reportOf(report, name).error).toBeUndefined();
    }
    const last = await suite.load(suite.source(killedFamily(suite.api.url) as never));
    expect(last.resources.map(({ inserted, updated }) => [inserted, updated])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(await tables()).toEqual(expected);
  });

  test('nowhere gets through', async () => {
    parents = 3;
    await suite.start(family);
    expect(await loadInChild('')).toEqual({ signal: null, code: 0, stderr: '' });
  });
});
