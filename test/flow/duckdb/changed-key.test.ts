import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import { batchOf, type TestRow } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const ROWS: readonly TestRow[] = [
  { id: 1, email: 'a@x', code: 'a', place: null, userId: 'u1' },
  { id: 2, email: 'b@x', code: 'a', place: 'p', userId: 'u2' },
];

async function written(key: readonly string[], over: Partial<ResourceTarget> = {}) {
  const path = await databasePath();
  const target = contacts({ primaryKey: key, ...over });
  await loadBatches(path, [batchOf(ROWS, { key })], { target });
  return path;
}

const by = (...primaryKey: string[]) => contacts({ primaryKey });
const APPEND: Partial<ResourceTarget> = { write: 'append' };

test.each<[string, readonly string[], Partial<ResourceTarget>, ResourceTarget, string]>([
  ['a field that no row had', ['id'], {}, by('mail'), '2 rows of it have no value there'],
  ['a field that some rows lack', ['id'], {}, by('place'), '1 row of it has no value there'],
  ['a part that no row had', ['id'], {}, by('id', 'lang'), '2 rows of it have no value there'],
  ['values that come twice', ['id'], {}, by('code'), 'holds 1 value of the primary key code more'],
  ['no key any more', ['id'], {}, by(), 'it has no primary key any more'],
  ['no key, to insert only', ['id'], {}, { ...by(), write: 'insert_only' }, 'no primary key any'],
  ['a key after none', [], APPEND, by('mail'), 'were written without a key'],
  ['a key that comes twice after none', [], APPEND, by('code'), 'more than once'],
  ['less of a compound key', ['id', 'code'], {}, by('code'), 'more than once'],
])(
  'a key by which rows would double is refused before the walk: %s',
  async (_, key, over, target, words) => {
    const path = await written(key, over);
    const error = await rejection(openWalk(path, { target }));
    expect(error).toMatchObject({ code: 'DESTINATION_WRITE' });
    expect(error.message).toContain(words);
    expect(await query(path, 'SELECT count(*)::INTEGER AS n FROM contacts')).toEqual([{ n: 2 }]);
  },
);

test.each<[string, readonly string[], Partial<ResourceTarget>, ResourceTarget, RegExp]>([
  ['a field of its own for each row', ['id'], {}, by('email'), /key is email now; .* by id before/],
  ['more of the key', ['id'], {}, by('id', 'code'), /key is id, code now/],
  ['less of a compound key', ['id', 'code'], {}, by('id'), /key is id now/],
  ['to be appended', ['id'], {}, { ...by(), ...APPEND }, /are appended from now on/],
])('a key that can be changed is told once: %s', async (_, key, over, target, words) => {
  const path = await written(key, over);
  const batch = (): ReturnType<typeof batchOf> => batchOf(ROWS, { key: target.primaryKey });
  const first = await loadBatches(path, [batch()], { target });
  expect(first.warnings).toEqual([expect.stringMatching(words)]);
  const second = await loadBatches(path, [batch()], { target });
  expect(second.warnings).toEqual([]);
  const unchanged = target.write === 'append' ? 0 : 2;
  expect([first.counts.unchanged, second.counts.unchanged]).toEqual([unchanged, unchanged]);
});

test.each<[string, readonly string[], Partial<ResourceTarget>, ResourceTarget]>([
  ['the same key', ['id'], {}, by('id')],
  ['its fields in another order', ['id', 'code'], {}, by('code', 'id')],
  ['its column in place of its field', ['userId'], {}, by('user_id')],
  ['replaced, whatever the key', ['id'], {}, { ...by('email'), write: 'replace' }],
  ['replaced by groups', ['id'], {}, { ...by(), mergeKey: ['code'] }],
  ['appended before and after', [], APPEND, { ...by(), ...APPEND }],
  ['a key of its own for each row after none', [], APPEND, by('id')],
])('nothing is said where no row can double: %s', async (_, key, over, target) => {
  const path = await written(key, over);
  const walk = await openWalk(path, { target });
  expect(walk.writer.warnings).toEqual([]);
  await walk.crash();
});

test('a table that is empty, or was made anew, takes any key', async () => {
  const path = await written(['id']);
  await query(path, 'DELETE FROM contacts');
  const { counts } = await loadBatches(path, [batchOf(ROWS, { key: 'email' })], {
    target: by('email'),
  });
  expect(counts.inserted).toBe(2);
});
