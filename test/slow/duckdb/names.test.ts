import { expect, test } from 'vitest';
import { resetResource } from '../../../src/destination/duckdb/change-state.ts';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import { batchOf, type TestRow, wholePage } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  loadStart,
  query,
} from '../../support/duckdb-load.ts';
import { COMPLETE, openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

test.each([
  ['crm.duckdb', 'crm', 'crm.crm'],
  ['crm.duckdb', 'CRM', 'crm.crm'],
  ['crm.duckdb', 'main', 'crm.main'],
  ['Crm x.v2.duckdb', 'crm x', '"Crm x"."crm x"'],
  ['main.duckdb', 'main', 'main_db.main'],
  ['main.duckdb', 'main_db', 'main_db.main_db'],
  ['temp.duckdb', 'temp_db', 'temp_db.temp_db'],
  ['system.duckdb', 'main', 'system_db.main'],
  ['memory.duckdb', 'memory', 'memory.memory'],
  ['pg_catalog.duckdb', 'main', 'pg_catalog.main'],
  ['_sluice.duckdb', 'main', '_sluice.main'],
  ['sluice_target.duckdb', 'sluice_target', 'sluice_target.sluice_target'],
  ['sluice_staging.duckdb', 'sluice_staging', 'sluice_staging.sluice_staging'],
  ['contacts.duckdb', 'contacts', 'contacts.contacts'],
  ['"q".duckdb', '"q"', '"""q"""."""q"""'],
])(
  '%s takes tables in the schema %s, whatever is done with them',
  async (file, dataset, schema) => {
    const path = await databasePath(file);
    const start = () => loadStart({ dataset });
    const load = (rows: readonly TestRow[], over: Parameters<typeof contacts>[0] = {}) =>
      loadBatches(path, [batchOf(rows)], {
        start: start(),
        target: contacts(over),
        outcome: COMPLETE,
      });
    await load([{ id: 1, name: 'a' }, { id: 2 }]);
    const { counts } = await load([{ id: 1, name: 'b', at: 1.5 }, { id: 3 }], {
      onMissing: 'mark',
      maxDeleteRatio: 1,
      columns: [{ field: 'name', description: 'Who it is' }],
    });
    expect(counts).toMatchObject({ inserted: 1, updated: 1, deleted: 1 });
    await load([{ id: 4, name: 7 }], { onMissing: 'delete', maxDeleteRatio: 1 });
    const rows = await query(path, `SELECT id::INTEGER AS id, name FROM ${schema}.contacts`);
    expect(rows).toEqual([{ id: 4, name: '7' }]);
    await load([{ id: 5 }], { write: 'append', primaryKey: [] });
    const again = await load([{ id: 6 }, { id: 7 }], { write: 'replace' });
    expect(again.counts).toMatchObject({ inserted: 2 });
    const walk = await openWalk(path, { start: start() });
    await walk.stage(wholePage([{ id: 8 }]));
    await walk.settle({ verdict: 'incomplete', reason: 'deadline' });
    expect((await readStatus(path, { dataset })).checkpoints).toMatchObject([{ rows: 1 }]);
    expect((await resetResource(path, 'contacts', { dataset })).dropped).toMatchObject([
      { rows: 1 },
    ]);
    const key = await rejection(load([{ id: 6 }], { primaryKey: ['mail'] }));
    expect(key.message).toContain('2 rows of it have no value there');
  },
);

test.each(['temp', 'SYSTEM', 'pg_catalog', 'Information_Schema', '_Sluice', 'a\0b'])(
  'the schema %s is refused before anything is made',
  async (dataset) => {
    const path = await databasePath();
    const error = await rejection(loadBatches(path, [], { start: loadStart({ dataset }) }));
    expect(error.message).toContain('Nothing was read or written');
  },
);
