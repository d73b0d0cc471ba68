import { MockAgent } from 'undici';
import { describe, expect, test } from 'vitest';
import { restApiSource } from '../../../src/index.ts';
import { familySuite, offsets, Reply, readAll, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const PARENTS = { name: 'teams', endpoint: { paginator: offsets(2) } };
const TEAMS = [1, 2, 3, 4, 5].map((id) => ({ id, name: `t${id}`, lead: { id: `L${id}` } }));

/** Three members for each team, two a page. */
function teams(path: string, asked: URLSearchParams): unknown {
  if (path === '/teams') return slice(TEAMS, asked);
  const [, , team] = path.split('/');
  const members = [0, 1, 2].map((i) => ({ id: Number(team) * 10 + i }));
  return slice(members, asked);
}

const MEMBERS = {
  name: 'members',
  endpoint: { path: 'teams/{resources.teams.id}/members', paginator: offsets(2) },
};
const ALL = TEAMS.flatMap(({ id }) => [0, 1, 2].map((i) => ({ id: id * 10 + i })));

describe('a dependent resource', () => {
  test('is asked for once for each row of its parent, and its rows come in the order of those', async () => {
    await suite.start(teams);
    const { rows, report } = await readAll(
      suite.source({ resources: [PARENTS, MEMBERS] }),
      'members',
    );
    expect(rows).toEqual(ALL);
    expect(report).toMatchObject({ received: 15, pages: 10, requests: 10 });
    const calls = suite.api.asked.filter((call) => call.startsWith('/teams/'));
    expect(new Set(calls).size).toBe(10);
    expect(suite.api.asked).toHaveLength(13);
  });

  test.each(['teams', 'members'])('may be the only one that is wanted: %s', async (wanted) => {
    await suite.start(teams);
    const report = await suite.load({ resources: [PARENTS, MEMBERS] }, { resources: [wanted] });
    expect(report.resources.map(({ name, inserted }) => [name, inserted])).toEqual([
      [wanted, wanted === 'teams' ? 5 : 15],
    ]);
    expect(suite.api.asked.filter((call) => call.startsWith('/teams?'))).toHaveLength(3);
  });

  test('that nobody selected is not asked for, and a parent that is not selected is, without being loaded', async () => {
    await suite.start(teams);
    const config = (parent: boolean, child: boolean) => ({
      resources: [
        { ...PARENTS, selected: parent },
        { ...MEMBERS, selected: child },
      ],
    });
    const parentOnly = await suite.load(config(true, false));
    expect(parentOnly.resources.map(({ name }) => name)).toEqual(['teams']);
    expect(suite.api.asked).toHaveLength(3);
    const childOnly = await suite.load(config(false, true));
    expect(childOnly.resources.map(({ name, inserted }) => [name, inserted])).toEqual([
      ['members', 15],
    ]);
    const none = suite.source(config(false, false));
    expect(none.resources).toEqual([]);
  });

  test('shares its parent with another one: the parent is asked for once', async () => {
    await suite.start(teams);
    const leads = { name: 'leads', endpoint: { path: 'teams/{resources.teams.lead.id}/lead' } };
    const report = await suite.load({ resources: [leads, MEMBERS, PARENTS] });
    expect(report.resources.map(({ name, received }) => [name, received])).toEqual([
      ['teams', 5],
      ['leads', 15],
      ['members', 15],
    ]);
    expect(suite.api.asked.filter((call) => call.startsWith('/teams?'))).toHaveLength(3);
    expect(suite.api.asked).toHaveLength(3 + 10 + 5);
  });

  test('a chain of four loads every row, each page once', async () => {
    await suite.start((path, asked) => {
      const depth = path.split('/').length - 1;
      const seed = Number(path.split('/').at(-1)) || 0;
      return slice(
        [1, 2, 3].map((i) => ({ id: seed * 10 + i, depth })),
        asked,
      );
    });
    const level = (name: string, above: string, path: string) => ({
      name,
      include_from_parent: ['id'],
      endpoint: {
        path: `${path}/{resources.${above}.id}`,
        data_selector: 'data',
        paginator: offsets(2),
      },
    });
    const report = await suite.load({
      client: { max_concurrency: 2 },
      resources: [
        level('d', 'c', 'x/y/d'),
        level('c', 'b', 'x/c'),
        level('b', 'a', 'b'),
        { name: 'a', endpoint: { path: '0', paginator: offsets(2) } },
      ],
    });
    expect(report.resources.map(({ name, inserted }) => [name, inserted])).toEqual([
      ['a', 3],
      ['b', 9],
      ['c', 27],
      ['d', 81],
    ]);
    expect(new Set(suite.api.asked).size).toBe(suite.api.asked.length);
    expect(await suite.rows('SELECT count(DISTINCT _c_id)::INTEGER AS n FROM d')).toEqual([
      { n: 27 },
    ]);
  });

  test('parents that a step or the incremental filter leaves out are not asked for', async () => {
    await suite.start(teams);
    const parents = {
      ...PARENTS,
      processing_steps: [{ filter: ({ id }: { id: number }) => id !== 2 }],
      endpoint: {
        ...PARENTS.endpoint,
        incremental: { cursor_path: 'id', initial_value: 3 },
      },
    };
    const first = await suite.load({ resources: [parents, MEMBERS] });
    expect(reportOf(first, 'teams')).toMatchObject({ received: 5, filtered: 2, inserted: 3 });
    expect(reportOf(first, 'members').inserted).toBe(9);
    suite.api.asked.length = 0;
    const second = await suite.load({ resources: [parents, MEMBERS] });
    expect(reportOf(second, 'teams')).toMatchObject({ received: 5, filtered: 5, inserted: 0 });
    expect(suite.api.asked).toHaveLength(3);
  });

  test('is given the parent as its steps made it', async () => {
    await suite.start(teams);
    const parents = {
      ...PARENTS,
      processing_steps: [
        { map: (row: { id: number }) => ({ ...row, half: row.id / 2 }) },
        {
          yield_map: function* (row: object) {
            yield { ...row, part: 'a' };
            yield { ...row, part: 'b' };
          },
        },
      ],
    };
    const members = {
      ...MEMBERS,
      include_from_parent: ['half', 'part', 'lead'],
      processing_steps: [{ filter: (row: Record<string, unknown>) => row['_teams_part'] === 'b' }],
    };
    const { rows, report } = await readAll(
      suite.source({ resources: [parents, members] }),
      'members',
    );
    expect(rows).toHaveLength(15);
    expect(rows[0]).toEqual({
      id: 10,
      _teams_half: 0.5,
      _teams_part: 'b',
      _teams_lead: { id: 'L1' },
    });
    expect(report).toMatchObject({ received: 30, filtered: 15 });
  });

  test('a primary key may be a field of the parent', async () => {
    await suite.start(teams);
    const members = {
      ...MEMBERS,
      include_from_parent: ['id'],
      primary_key: ['_teams_id', 'id'],
      write_disposition: 'merge',
    };
    const report = await suite.load({ resources: [PARENTS, members] });
    expect(reportOf(report, 'members')).toMatchObject({ inserted: 15, duplicates: 0 });
    const again = await suite.load({ resources: [PARENTS, members] });
    expect(reportOf(again, 'members')).toMatchObject({ inserted: 0, unchanged: 15 });
  });

  test('one row under several parents is one row of a merged table, and several of an appended one', async () => {
    await suite.start((path, asked) =>
      path === '/teams' ? slice(TEAMS, asked) : { data: [{ id: 1, place: path }] },
    );
    const child = (name: string, write: string) => ({
      name,
      primary_key: 'id',
      write_disposition: write,
      endpoint: { path: `teams/{resources.teams.id}/${name}` },
    });
    const report = await suite.load({
      resources: [PARENTS, child('merged', 'merge'), child('appended', 'append')],
    });
    expect(reportOf(report, 'merged')).toMatchObject({ received: 5, inserted: 1, duplicates: 4 });
    expect(reportOf(report, 'appended')).toMatchObject({ received: 5, inserted: 5, duplicates: 0 });
    expect(await suite.rows('SELECT place FROM merged')).toEqual([{ place: '/teams/5/merged' }]);
  });

  test.each([
    ['{resources.teams.nope}', /has no `.*nope`, which its request needs/],
    ['{resources.teams.empty}', /has null at `.*empty`/],
  ])('a field that is not there fails the child and not its parent: %s', async (field, message) => {
    await suite.start((path, asked) =>
      path === '/teams'
        ? slice(
            TEAMS.map((team) => ({ ...team, empty: null })),
            asked,
          )
        : { data: [] },
    );
    const report = await suite.load({
      resources: [PARENTS, { name: 'members', endpoint: { path: `teams/${field}/members` } }],
    });
    expect(reportOf(report, 'members').error?.message).toMatch(message);
    expect(reportOf(report, 'teams').error).toBeUndefined();
    expect(suite.api.asked).toHaveLength(3);
  });

  test('values are encoded where they stand in the path, and sent as text in a query', async () => {
    await suite.start((path, asked) =>
      path === '/teams'
        ? { data: [{ id: 'a/b?c#d', flag: true, part: 0.5 }] }
        : slice([{ path }], asked),
    );
    const child = {
      name: 'members',
      endpoint: {
        path: 'teams/{resources.teams.id}/members',
        params: { flag: '{resources.teams.flag}', part: 'x{resources.teams.part}' },
      },
    };
    await readAll(suite.source({ resources: [{ name: 'teams' }, child] }), 'members');
    expect(suite.api.asked[1]).toBe('/teams/a%2Fb%3Fc%23d/members?flag=true&part=x0.5');
  });

  test('an empty parent has no children: nothing is asked for, nothing is wrong', async () => {
    await suite.start(() => ({ data: [], total: 0 }));
    const report = await suite.load({ resources: [PARENTS, MEMBERS] });
    expect(suite.api.asked).toHaveLength(1);
    expect(report.resources.map(({ error, received }) => [error, received])).toEqual([
      [undefined, 0],
      [undefined, 0],
    ]);
  });

  test('proves no more than its parent does', async () => {
    await suite.start((path, asked) => {
      if (path !== '/teams') return teams(path, asked);
      return asked.get('offset') === '4' ? new Reply(500) : slice(TEAMS, asked);
    });
    const merge = { primary_key: 'id', write_disposition: 'merge' };
    const report = await suite.load({
      client: { retry: { attempts: 1 } },
      resources: [
        { ...PARENTS, ...merge },
        { ...MEMBERS, ...merge },
      ],
    });
    const { verdict, error, discarded, received } = reportOf(report, 'members');
    expect([verdict, discarded]).toEqual(['incomplete', received]);
    expect(error?.message).toContain('its parent `teams` failed');
  });
});

test('every request of a family goes through the dispatcher that the source was given', async () => {
  const asked: string[] = [];
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent
    .get('https://api.test')
    .intercept({ path: () => true, method: 'GET' })
    .reply(200, ({ path }) => {
      asked.push(path);
      const url = new URL(path, 'https://api.test');
      return JSON.stringify(teams(url.pathname, url.searchParams));
    })
    .persist();
  const source = restApiSource(
    { client: { base_url: 'https://api.test' }, resources: [PARENTS, MEMBERS] } as never,
    { dispatcher: agent, env: {} },
  );
  const rows: unknown[] = [];
  for await (const row of source.stream('members')) rows.push(row);
  expect(rows).toEqual(ALL);
  const report = await suite.load(source);
  expect(report.resources.map(({ inserted }) => inserted)).toEqual([5, 15]);
  expect(asked).toHaveLength(26);
  await agent.close();
});
