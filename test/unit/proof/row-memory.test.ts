import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  hashText,
  isSameForm,
  type RowForm,
  RowMemory,
  savedForms,
} from '../../../src/proof/row-memory.ts';

const fill = (memory: RowMemory<number>, count: number): void => {
  for (let i = 0; i < count; i++) memory.note(String(i), i);
};

test('a memory of first rows takes 10,000, and then no more', () => {
  const memory = new RowMemory<number>('first');
  fill(memory, 9_999);
  expect(memory.isFull).toBe(false);
  fill(memory, 20_000);
  expect([memory.size, memory.isFull]).toEqual([10_000, true]);
  expect([memory.has('9999'), memory.has('10000')]).toEqual([true, false]);
});

test('a memory of last rows holds 10,000 at least, and 20,000 at most', () => {
  const memory = new RowMemory<number>('last');
  fill(memory, 20_000);
  expect([memory.size, memory.has('0')]).toEqual([20_000, true]);
  memory.note('20000', 0);
  expect([memory.size, memory.has('10000'), memory.has('10001')]).toEqual([10_000, false, true]);
});

test('a row that comes again goes to the end of the last ones, and stays where it is among the first ones', () => {
  const order = (keeps: 'first' | 'last'): string[] => {
    const memory = new RowMemory<number>(keeps);
    const known = ['a', 'b', 'a'].map((identity) => memory.note(identity, 0));
    expect(known).toEqual([false, false, true]);
    return [...memory.identities()];
  };
  expect(order('last')).toEqual(['b', 'a']);
  expect(order('first')).toEqual(['a', 'b']);
});

test('a form is the text of a row or its hash, and an unknown one is like no other', () => {
  for (const form of ['{"id":1}', hashText('{"id":1}')]) {
    expect(isSameForm(form, '{"id":1}')).toBe(true);
    expect(isSameForm(form, '{"id":2}')).toBe(false);
  }
  expect(isSameForm(null, '{"id":1}')).toBe(false);
});

test('what is saved of it is known again', () => {
  const texts = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 20 }), (all, most) => {
      const memory = new RowMemory<RowForm>('first');
      for (const text of all) memory.note(text, text);
      const [last, spread] = [savedForms(memory.last(most)), savedForms(memory.spread(most))];
      expect(last.map(([identity]) => identity)).toEqual(all.slice(-most));
      expect(spread.length).toBeLessThanOrEqual(most);
      expect(spread[0]?.[0]).toBe(all[0]);
      const later = new RowMemory<number>('last', JSON.parse(JSON.stringify([...spread, ...last])));
      for (const [identity] of [...spread, ...last]) {
        expect(isSameForm(later.get(identity) ?? null, identity)).toBe(true);
      }
    }),
  );
});
