import { expect, test } from 'vitest';
import { openDatabase } from '../../../../src/destination/duckdb/database.ts';
import { databasePath } from '../../../support/duckdb-load.ts';
import { rejection } from '../../../support/rejection.ts';

test('transactions of all users of a file follow one another', async () => {
  const path = await databasePath();
  const [a, b] = await Promise.all([openDatabase(path), openDatabase(path)]);
  const steps: string[] = [];
  const work = (name: string, user: typeof a) =>
    user.transaction(name, '', async () => {
      steps.push(`${name} begins`);
      await user.run(`CREATE TABLE ${name} (i INTEGER)`);
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
  expect(await b.rows('SELECT count(*)::INTEGER AS n FROM duckdb_tables()')).toEqual([{ n: 3 }]);
  await b.close();
});

test('a transaction that fails at any statement leaves nothing, and the lane goes on', async () => {
  const database = await openDatabase(await databasePath());
  const error = await rejection(
    database.transaction('contacts', 'The table is as it was.', async () => {
      await database.run('CREATE TABLE t (i INTEGER)');
      await database.run('INSERT INTO missing VALUES (1)');
    }),
  );
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE', name: 'DestinationError' });
  expect(error.message).toMatch(
    /^contacts: DuckDB refused to write: .*missing.* The table is as it was\.$/,
  );
  await database.transaction('contacts', '', () => database.run('CREATE TABLE t (i INTEGER)'));
  await database.close();
});

test('a file that was opened and closed opens again at once', async () => {
  const path = await databasePath();
  for (let i = 0; i < 3; i++) {
    const users = await Promise.all([openDatabase(path), openDatabase(path)]);
    await Promise.all(users.map((user) => user.close()));
  }
});
