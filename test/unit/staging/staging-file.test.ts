import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { openStagingFile, STAGING, type StagingFile } from '../../../src/staging/staging-file.ts';
import { databasePath } from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';

async function openedTwice(path: string): Promise<readonly [StagingFile, StagingFile]> {
  return Promise.all([open(path), open(path)]);
}

function open(path: string): Promise<StagingFile> {
  return openStagingFile(path, { name: 'crm.duckdb', memoryLimit: '256MB' });
}

test('transactions of all users of a file follow one another', async () => {
  const path = await databasePath();
  const [a, b] = await openedTwice(path);
  const steps: string[] = [];
  const work = (name: string, user: StagingFile) =>
    user.transaction(name, '', async () => {
      steps.push(`${name} begins`);
      await user.run(`CREATE TABLE ${STAGING}.main.staging_${name} (i INTEGER)`);
      steps.push(`${name} ends`);
    });
  await Promise.all([work('first', a), work('second', b), work('third', a)]);
  expect(steps).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ]);
  await a.close();
  const count = `SELECT count(*)::INTEGER AS n FROM duckdb_tables() WHERE table_name LIKE 'staging_%'`;
  expect(await b.rows(count)).toEqual([{ n: 3 }]);
  await b.close();
  expect(existsSync(path)).toBe(true);
});

test('a transaction that fails at any statement leaves nothing, and the lane goes on', async () => {
  const database = await open(await databasePath());
  const error = await rejection(
    database.transaction('contacts', 'The table is as it was.', async () => {
      await database.run(`CREATE TABLE ${STAGING}.main.t (i INTEGER)`);
      await database.run('INSERT INTO missing VALUES (1)');
    }),
  );
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE', name: 'DestinationError' });
  expect(error.message).toMatch(
    /^contacts: DuckDB refused to write: .*missing.* The table is as it was\.$/,
  );
  await database.transaction('contacts', '', () =>
    database.run(`CREATE TABLE ${STAGING}.main.t (i INTEGER)`),
  );
  await database.close();
});

test('a file that was opened and closed opens again at once, and goes when nothing waits in it', async () => {
  const path = await databasePath();
  for (let i = 0; i < 3; i++) {
    const users = await openedTwice(path);
    expect(users[0].id).toBe(users[1].id);
    await Promise.all(users.map((user) => user.close()));
    expect(readdirSync(dirname(path))).toEqual([]);
  }
});
