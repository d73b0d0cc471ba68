import { expect, test } from 'vitest';
import { createTokenizer } from '../../../src/parse/tokens.ts';
import {
  entriesInOrder,
  nodeAt,
  readTree,
  toValue,
  treeTokens,
  writeTree,
} from '../../../src/parse/tree.ts';

const TEXT =
  '{"b":1.50,"10":[1e2,-0,"é\\n",null,true,false,{}],"__proto__":{"x":9007199254740993},"a":[]}';

test('a tree is written as it was read, in the order of the document and with its numbers as they were', () => {
  expect(writeTree(readTree(TEXT))).toBe(TEXT);
  expect(writeTree(readTree(' [ 1 , "x" ] '))).toBe('[1,"x"]');
});

test('the last value of a name that stands twice counts, in the place of the first', () => {
  expect(writeTree(readTree('{"a":1,"b":2,"a":{"c":1,"c":2}}'))).toBe('{"a":{"c":2},"b":2}');
});

test('a tree gives the tokens that it was made of', () => {
  const tokenizer = createTokenizer();
  expect(treeTokens(readTree(TEXT))).toEqual([...tokenizer.write(TEXT), ...tokenizer.end()]);
});

test('its value is what JSON.parse gives, but for integers beyond 2^53', () => {
  const text = TEXT.replace('9007199254740993', '1');
  expect(toValue(readTree(text))).toEqual(JSON.parse(text));
  expect(toValue(readTree('[9007199254740993,-9007199254740993,9007199254740991,1.5]'))).toEqual([
    9007199254740993n,
    -9007199254740993n,
    9007199254740991,
    1.5,
  ]);
});

test('names and values of an object come in the order of the document', () => {
  const value = toValue(readTree('{"b":1,"10":2,"9":3}')) as Record<string, unknown>;
  expect(entriesInOrder(value)).toEqual([
    ['b', 1],
    ['10', 2],
    ['9', 3],
  ]);
  expect(entriesInOrder({ b: 1, a: 2 })).toEqual([
    ['b', 1],
    ['a', 2],
  ]);
});

test('a node is found by names and places, and nothing else is', () => {
  const tree = readTree('{"a":[{"b":1}],"0":2}');
  expect(nodeAt(tree, ['a', 0, 'b'])).toEqual({ kind: 'number', text: '1' });
  expect(nodeAt(tree, ['0'])).toEqual({ kind: 'number', text: '2' });
  for (const location of [['a', '0'], [0], ['a', 1], ['a', -1], ['toString'], ['0', 'x']]) {
    expect(nodeAt(tree, location)).toBeUndefined();
  }
});

test.each(['', '{', '[1', '{"a":1}x'])('%j makes no tree', (text) => {
  expect(() => readTree(text)).toThrow();
});
