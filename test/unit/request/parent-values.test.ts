import { describe, expect, test } from 'vitest';
import { type ParentFields, parentValues } from '../../../src/request/parent-values.ts';

const parent = (parts: Partial<ParentFields> = {}): ParentFields => ({
  resource: 'posts',
  fields: [],
  include: [],
  onNull: 'error',
  ...parts,
});

describe('Fields of a parent row', () => {
  test.each([
    [{ id: 5 }, 'id', 5],
    [{ id: 9007199254740993n }, 'id', 9007199254740993n],
    [{ a: { b: false } }, 'a.b', false],
    [{ items: [{ id: 1 }, { id: 2 }] }, 'items[0].id', 1],
    [{ items: [{ id: 1 }, { id: 2 }] }, 'items[*].id', 1],
    [{ a: { 'b c': '' } }, "a['b c']", ''],
  ])('of %o, `%s` is %o', (row, field, value) => {
    expect(parentValues(row, parent({ fields: [field] }), 'comments')).toEqual(
      new Map([[field, value]]),
    );
  });

  test('a missing one names both resources, the field and what the row has', () => {
    const row = { id: 5, title: 'x' };
    const read = () =>
      parentValues(row, parent({ fields: ['id', 'uid'], onNull: 'skip' }), 'comments');
    expect(read).toThrow(
      'comments: a row of its parent `posts` has no `uid`, which its request needs. It has `id`, `title`.',
    );
    expect(read).toThrow(expect.objectContaining({ code: 'SOURCE_PARENT_FIELD' }));
  });

  test('null is an error that names the row, or skips it', () => {
    const row = { title: 'x', id: 5, uid: null };
    const at = (onNull: 'error' | 'skip') => () =>
      parentValues(row, parent({ fields: ['uid'], onNull }), 'comments');
    expect(at('error')).toThrow('the row of its parent `posts` with `id` 5 has null at `uid`');
    expect(at('skip')()).toBe('skip');
  });

  test('a value that holds null is none, and several fields come from one row', () => {
    const fields = parent({ fields: ['$.id', '$.a'], onNull: 'skip' });
    const rows = [
      { id: 1, a: { b: null } },
      { id: 2, a: [null] },
    ];
    expect(rows.map((row) => parentValues(row, fields, 'c'))).toEqual(
      rows.map(({ id, a }) => new Map<string, unknown>(Object.entries({ '$.id': id, '$.a': a }))),
    );
  });

  test('those that rows get are top-level fields by their exact names', () => {
    const include = [['id', '_posts_id']] as const;
    expect(parentValues({ id: null }, parent({ include }), 'c')).toEqual(new Map());
    expect(() => parentValues({ Id: 1 }, parent({ include }), 'c')).toThrow(/has no `id`/);
  });
});
