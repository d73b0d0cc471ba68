import { expect, test } from 'vitest';
import { readTree } from '../../../../src/parse/tree.ts';
import {
  boundaryOfDlt,
  dltHashesOf,
  dltHashesOfRow,
} from '../../../../src/schema/dlt/boundary-hashes.ts';

const row = readTree('{"id":2,"u":2,"o":{"b":1.50,"a":"é"}}');
const id = readTree('2');

test('a row has the hashes that dlt 1.31 keeps at a cursor', () => {
  expect(dltHashesOfRow(row, [])).toEqual(['5I7eGoMhpugE']);
  expect(dltHashesOfRow(row, [id])).toEqual(['Tp44cKMYfAuJ', 'y/yGik6NApHV']);
  expect(dltHashesOfRow(row, [id, id])).toEqual(['uXtbMN9EOGQ2']);
  expect(dltHashesOfRow(row, [undefined])).toEqual([]);
});

test('they stand at a boundary beside others, those of earlier versions too', () => {
  const boundary = ['own', ...boundaryOfDlt(['abcdefghijkl', 'abcdefghijklmnopqrst'])];
  expect(dltHashesOf(boundary)).toEqual(['abcdefghijkl', 'abcdefghijkl']);
});
