import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FieldFacts, Kind } from '../../../src/model.ts';
import { DEFAULT_LIMITS } from '../../../src/parse/limits.ts';
import { createRowBatches } from '../../../src/parse/row-batch.ts';
import { columnType, isAtLeast, widenType } from '../../../src/schema/column-type.ts';
import { mergeFacts, readFacts, writtenFacts } from '../../../src/schema/facts.ts';
import { isSameType, readType, typeText } from '../../../src/schema/nested-type.ts';

const OPTIONS = { isKey: false, detectDates: true, isNested: true };

/** What is seen in values, as the parser sees it. */
function factsOf(values: readonly unknown[]): FieldFacts {
  const toBatch = createRowBatches({ resource: 'test', keyFields: [], limits: DEFAULT_LIMITS });
  const texts = values.map((value, row) => ({ text: JSON.stringify({ value }), row }));
  const facts = toBatch(texts, { pass: 1, page: 1 }).facts.get('value');
  return facts ?? { kinds: Kind.null, integerDigits: 0, scale: 0 };
}

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 1, 1.5, 2 ** 40, 'x', '2024-02-29', '2024-02-29T12:00:00Z'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'odd "name', 'x, y'), tie('value'), { maxKeys: 3 }),
  ),
}));
const values = fc.array(value, { minLength: 1, maxLength: 6 });

describe('the type of nested values', () => {
  test('does not depend on how their facts were gathered, and is never narrower with more of them', () => {
    fc.assert(
      fc.property(values, values, (some, more) => {
        const [a, b] = [factsOf(some), factsOf(more)];
        const [ab, ba] = [mergeFacts(a, b), mergeFacts(b, a)];
        const [one, other] = [columnType(ab, OPTIONS), columnType(ba, OPTIONS)];
        if (one === undefined || other === undefined) expect(one).toBe(other);
        else expect([isAtLeast(one, other), isAtLeast(other, one)]).toEqual([true, true]);
        expect(mergeFacts(ab, ab)).toEqual(ab);
        expect(mergeFacts(ab, b)).toEqual(ab);
      }),
    );
  });

  test('goes into the books and comes back', () => {
    fc.assert(
      fc.property(values, (some) => {
        const facts = factsOf(some);
        const read = readFacts(JSON.parse(JSON.stringify(writtenFacts(facts))));
        expect(columnType(read, OPTIONS)).toBe(columnType(facts, OPTIONS));
        expect(mergeFacts(read, facts)).toEqual(read);
      }),
    );
  });

  test('is read from its text, as it is written here and as a catalog writes it', () => {
    fc.assert(
      fc.property(values, (some) => {
        const type = columnType(factsOf(some), OPTIONS) ?? 'VARCHAR';
        expect(typeText(readType(type))).toBe(type);
      }),
    );
    const catalog = 'STRUCT(a BIGINT, "odd "" name" TIMESTAMP WITH TIME ZONE[], d DECIMAL(38,2))[]';
    const own = 'STRUCT("a" BIGINT, "odd "" name" TIMESTAMPTZ[], "d" DECIMAL(38,2))[]';
    expect(isSameType(catalog, own)).toBe(true);
    expect(isSameType(catalog, own.replace('BIGINT', 'DOUBLE'))).toBe(false);
  });

  test('of facts from before nested values were looked at is JSON', () => {
    const old = { kinds: Kind.object | Kind.array, integerDigits: 0, scale: 0 };
    expect(columnType(readFacts({ ...old, kinds: Kind.object }), OPTIONS)).toBe('JSON');
    expect(columnType(mergeFacts(readFacts(old), factsOf([[1]])), OPTIONS)).toBe('JSON');
  });
});

test('a type widens to one that holds both, or to JSON', () => {
  fc.assert(
    fc.property(values, values, (some, more) => {
      const narrow = columnType(factsOf(some), OPTIONS);
      const other = columnType(factsOf(more), OPTIONS);
      if (narrow === undefined || other === undefined) return;
      const wide = widenType(narrow, other);
      expect([isAtLeast(wide, narrow), isAtLeast(wide, other)]).toEqual([true, true]);
    }),
  );
});
