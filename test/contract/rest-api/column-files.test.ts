import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { loadConfig } from '../../../src/index.ts';
import { familySuite, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';
import { inDefaults, inResource, RESOURCE, refusalOf } from '../refusals/rows.ts';

const suite = familySuite();
const folder = (): string => join(suite.file, '..');
/** Writes a file beside the database; returns its path. */
function file(name: string, content: unknown): string {
  const path = join(folder(), name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const CONTACT = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    joinedAt: { type: ['string', 'null'], format: 'date-time' },
    score: { type: 'number', multipleOf: 0.01 },
    note: { type: 'string', description: 'free text' },
    tags: { type: 'array' },
  },
  required: ['id'],
};

const types = async () =>
  Object.fromEntries(
    (await suite.rows('SELECT column_name AS n, column_type AS t FROM (DESCRIBE contacts)')).map(
      ({ n, t }) => [n, t],
    ),
  );

describe('columns of a JSON Schema', () => {
  test('have their types from the first load on, and what is written beside it goes first', async () => {
    const path = file('contact.schema.json', CONTACT);
    await suite.start((_path, asked) => slice([{ id: 1, score: 5, tags: [] }], asked));
    const contacts = {
      name: 'contacts',
      endpoint: { data_selector: 'data' },
      columns: { $ref: path, joined_at: { data_type: 'text' }, more: { data_type: 'bool' } },
    };
    const report = reportOf(await suite.load({ resources: [contacts] }), 'contacts');
    expect(report.warnings.filter((text) => text.includes('hint'))).toEqual([
      expect.stringContaining('the hint `more` in `columns` met no field'),
    ]);
    expect(await types()).toMatchObject({
      ...{
        id: 'BIGINT',
        joined_at: 'VARCHAR',
        score: 'DECIMAL(38,2)',
        note: 'VARCHAR',
        more: 'BOOLEAN',
      },
    });
    const comment = "SELECT comment AS c FROM duckdb_columns() WHERE column_name = 'note'";
    expect(await suite.rows(comment)).toEqual([{ c: 'free text' }]);
  });

  test('that is required must be there', async () => {
    const path = file('contact.schema.json', { ...CONTACT, required: ['note'] });
    await suite.start((_path, asked) => slice([{ id: 1 }], asked));
    const load = async (columns: object) =>
      reportOf(
        await suite.load({
          resources: [{ name: 'contacts', endpoint: { data_selector: 'data' }, columns }],
        }),
        'contacts',
      );
    expect((await load({ $ref: path })).error?.message).toContain('not nullable');
    expect(await load({ $ref: path, note: { nullable: true } })).toMatchObject({ inserted: 1 });
  });

  test('are found from the folder of the configuration, whatever it is written in', async () => {
    mkdirSync(join(folder(), 'schemas'));
    file('schemas/all.json', { $defs: { contact: CONTACT } });
    const resource = (ref: string) => ({ name: 'contacts', columns: { $ref: ref } });
    const config = (ref: string) => ({
      client: { base_url: 'https://x.test' },
      resource_defaults: { columns: { $ref: ref } },
      resources: [resource(ref), 'others'],
    });
    const ref = './schemas/all.json#/$defs/contact';
    file('a.json', config(ref));
    file('b.yaml', JSON.stringify(config(ref)));
    file('c.mjs', `export default ${JSON.stringify(config(ref))};`);
    file(
      'd.json',
      config(pathToFileURL(join(folder(), ref)).href.replace('%23', '#').replace('%24', '$')),
    );
    file('e.json', config(`\${FOLDER}/${ref}`));
    for (const name of ['a.json', 'b.yaml', 'c.mjs', 'd.json', 'e.json']) {
      const { config: read } = await loadConfig(name, { cwd: folder() });
      const plan = resolveSource(read, { env: { FOLDER: folder() } });
      for (const { columns } of plan.resources) {
        expect(columns.map(({ field, dataType }) => [field, dataType])).toEqual([
          ['id', 'bigint'],
          ['joinedAt', 'timestamp'],
          ['score', 'decimal'],
          ['note', 'text'],
          ['tags', undefined],
        ]);
      }
    }
  });

  test('are a part of what identifies a walk, and nothing is where there is no file', () => {
    const hash = (columns: object): string | undefined =>
      resolveSource(
        { client: { base_url: 'https://x.test' }, resources: [{ name: 'a', columns }] },
        { env: {} },
      ).resources[0]?.planHash;
    const path = file('a.json', CONTACT);
    const first = hash({ $ref: path });
    expect(hash({ $ref: path })).toBe(first);
    file('a.json', { ...CONTACT, properties: { id: { type: 'string' } } });
    expect(hash({ $ref: path })).not.toBe(first);
    expect(hash({ b: { data_type: 'text' } })).toBe(hash({}));
    // a field of that name
    expect(hash({ $ref: { data_type: 'text' } })).toBe(hash({}));
  });

  test.each<[what: string, ref: unknown, says: RegExp]>([
    ['a number', 5, /must be the path of a JSON Schema/],
    ['nothing', '', /must be the path of a JSON Schema/],
    ['an address', 'https://example.com/a.json', /a local file: nothing is fetched/],
    ['a place alone', '#/$defs/a', /must begin with the path of a file/],
    ['an anchor', 'good.json#row', /a JSON pointer behind `#`.*not `row`/],
    [
      'a file that is not there',
      'none.json',
      /none\.json: there is no such file\. The path starts/,
    ],
    ['a folder', '.', /could not be read: /],
    ['no JSON', 'no.yaml', /no\.yaml: is no JSON/],
    ['no place', 'good.json#/$defs/a', /good\.json: `#\/\$defs\/a` is not there/],
    ['what is no row', 'list.json', /list\.json: `#` has no `properties`/],
    [
      'a wrong type',
      'bad.json',
      /bad\.json: `#\/properties\/a\/type` must be a type of JSON Schema/,
    ],
  ])('is refused with file, place and what to do: %s', (_what, ref, says) => {
    file('good.json', CONTACT);
    file('no.yaml', 'a: b');
    file('list.json', { type: 'array' });
    file('bad.json', { properties: { a: { type: 'text' } } });
    const isPath = typeof ref === 'string' && !/^(https|#|$)/.test(ref);
    const columns = { $ref: isPath ? join(folder(), ref) : ref };
    for (const [config, path] of [
      [inResource({ columns }), `${RESOURCE}.columns.$ref`],
      [inDefaults({ columns }), 'resource_defaults.columns.$ref'],
    ] as const) {
      expect(refusalOf(config).issues).toEqual([{ path, message: expect.stringMatching(says) }]);
    }
  });

  test('is refused for all that is wrong at once, also beside it', () => {
    const path = file('bad.json', { properties: { a: { type: 'x' }, b: { type: 'y' } } });
    const columns = { $ref: path, c: { data_type: 'z' } };
    expect(refusalOf(inResource({ columns })).issues.map(({ path: at }) => at)).toEqual([
      `${RESOURCE}.columns.c.data_type`,
      `${RESOURCE}.columns.$ref`,
      `${RESOURCE}.columns.$ref`,
    ]);
  });
});
