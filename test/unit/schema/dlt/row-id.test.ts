import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTree } from '../../../../src/parse/tree.ts';
import {
  childRowId,
  randomRowIds,
  rootIdOfKey,
  rootIdOfRow,
} from '../../../../src/schema/dlt/row-id.ts';

test.each([
  ['xbEeBOIsSs1vsA', 't__kids', 0, 'Xx32/vbCDcRvvw'],
  ['xbEeBOIsSs1vsA', 't__kids', 1, 'HLQ1i8i2I6ewyg'],
])('child of %s in %s at %d has the id that dlt gives', (parent, table, index, id) => {
  expect(childRowId(parent, table, index)).toBe(id);
});

test('the hash of a key is that of dlt', () => {
  expect(rootIdOfKey(new Map([['id', readTree('1')]]))).toBe('z5jIxXIbUnmbKw');
  expect(rootIdOfKey(new Map([['id', readTree('2')]]))).toBe('M6/KlLzJ2FeV/w');
});

test.each([
  [
    '{"id":1,"B":{"z":1.0,"a":[1e22,null,true,"\\u00e9\\n"]},"_x":1e-7,"kids":[1]}',
    'KdDLGN2j97JugA',
  ],
  [
    '{"id":2,"d":123456789.125,"e":1e16,"f":1e15,"g":0.00001,"h":1e21,"i":5e-324,"j":1.7976931348623157e308,"k":-0.0,"l":100000000000000000000.0}',
    '59rMG4lowBmhLA',
  ],
])('the hash of the row %s is that of dlt', (row, id) => {
  expect(rootIdOfRow(readTree(row))).toBe(id);
});

test('names of dlt itself and the order of names have no part in the hash of a row', () => {
  const id = rootIdOfRow(readTree('{"a":1,"b":{"c":2,"d":3}}'));
  expect(rootIdOfRow(readTree('{"_dlt_id":"x","b":{"d":3,"c":2},"a":1}'))).toBe(id);
  expect(rootIdOfRow(readTree('{"a":1,"b":{"c":2,"_dlt_id":3}}'))).not.toBe(id);
});

test('names are ordered by their code points', () => {
  const [first, second] = ['\uffff', '\u{10000}'];
  const one = rootIdOfRow(readTree(JSON.stringify({ [first]: 1, [second]: 2 })));
  expect(rootIdOfRow(readTree(JSON.stringify({ [second]: 2, [first]: 1 })))).toBe(one);
});

test('ids are 14 characters of base64, and no two by chance are equal', () => {
  const newId = randomRowIds();
  const ids = Array.from({ length: 1000 }, newId);
  expect(new Set(ids).size).toBe(1000);
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(), (parent, table, index) => {
      const id = childRowId(parent, table, index);
      expect(id).toMatch(/^[A-Za-z0-9+/]{14}$/);
      expect(childRowId(parent, table, index)).toBe(id);
    }),
  );
});
