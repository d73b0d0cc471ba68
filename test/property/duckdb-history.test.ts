import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonNode, Kind } from '../../src/model.ts';
import { plainDecimal } from '../../src/parse/number.ts';
import { stringKind } from '../../src/parse/string-kind.ts';
import { readTree } from '../../src/parse/tree.ts';
import { columnName } from '../../src/schema/naming.ts';
import { isNestedType } from '../../src/schema/nested-type.ts';
import type { NestedMode } from '../../src/schema/table-hints.ts';
import { batchOf, RawNumber, type TestRow } from '../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../support/duckdb-load.ts';
import { toText } from '../support/json-facts.ts';

const evilText = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom(
    '',
    "'; DROP TABLE t; --",
    '"',
    '\u0000',
    'null',
    'true',
    '1',
    '1.0',
    '1e400',
    '😀',
  ),
);
const digits = (max: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max })
    .map((all) => all.join(''));
const rawNumber = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits(45).map((text) => text.replace(/^0+(?=\d)/, '')),
    fraction: fc.option(digits(25), { nil: undefined }),
    exponent: fc.option(fc.integer({ min: -12, max: 12 }), { nil: undefined }),
  })
  .map(({ sign, whole, fraction, exponent }) => {
    const point = fraction === undefined ? '' : `.${fraction}`;
    return new RawNumber(`${sign}${whole}${point}${exponent === undefined ? '' : `e${exponent}`}`);
  });
const families = {
  boolean: fc.boolean(),
  small: fc.integer(),
  long: fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
  fraction: fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 100),
  raw: rawNumber,
  date: fc.constantFrom('2024-02-29', '1815-12-10'),
  instant: fc.constantFrom(
    '2024-02-29T12:00:00Z',
    '2024-02-29T12:00:00.12+05:30',
    '1969-01-01T00:00:00-0100',
  ),
  text: evilText,
  array: fc.array(fc.oneof(fc.integer(), rawNumber, evilText, fc.constant(null)), { maxLength: 3 }),
  list: fc.array(fc.option(fc.integer()), { maxLength: 3 }),
  record: fc.record(
    {
      n: fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }), fc.constant(1.5)),
      someText: fc.oneof(evilText, fc.constant(null)),
      day: fc.constantFrom('2024-02-29', '1815-12-10'),
      at: fc.constantFrom('2024-02-29T12:00:00Z', '2024-02-29T12:00:00.12+05:30', 'later'),
      list: fc.array(fc.record({ x: fc.integer(), y: fc.boolean() }, { requiredKeys: [] }), {
        maxLength: 2,
      }),
      inner: fc.record({
        deep: fc.array(fc.array(fc.integer(), { maxLength: 2 }), { maxLength: 2 }),
      }),
    },
    { requiredKeys: [] },
  ),
  object: fc.dictionary(fc.constantFrom('a', 'A', 'x y'), fc.oneof(fc.boolean(), rawNumber), {
    maxKeys: 2,
  }),
};
type Family = keyof typeof families;

/** A field draws its values from one to three families, so that narrow columns occur as well as mixes. */
const fieldValues = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(families) as Family[])), {
    minLength: 1,
    maxLength: 3,
  })
  .map((names) =>
    fc.oneof(fc.constant(null), fc.constant(undefined), ...names.map((name) => families[name])),
  );

const FIELDS = ['value', 'Value', 'a/b~c', ''];

const history = fc
  .tuple(fc.constantFrom('number', 'text', 'mixed'), ...FIELDS.map(() => fieldValues))
  .chain(([keyKind, ...values]) => {
    const id = fc.integer({ min: 0, max: 4 }).chain((n) => {
      const forms: unknown[] =
        keyKind === 'number'
          ? [n]
          : keyKind === 'text'
            ? [`k${n}`]
            : [n, String(n), new RawNumber(`${n}.0`)];
      return fc.constantFrom(...forms);
    });
    const row = fc
      .tuple(id, ...values)
      .map(([key, ...cells]) =>
        Object.fromEntries(
          [['id', key], ...cells.map((cell, i) => [FIELDS[i], cell])].filter(
            ([, value]) => value !== undefined,
          ),
        ),
      );
    return fc.array(fc.array(row, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
  }) as fc.Arbitrary<TestRow[][]>;

test.each(['typed', 'json'] as const)(
  'after any history of loads the table holds the last form of each row, whole (nested: %s)',
  async (nested) => {
    let run = 0;
    const property = fc.asyncProperty(history, async (loads) => {
      const path = await databasePath();
      const table = `t${++run}`;
      const target = contacts({ resource: table, table, nested });
      const last = new Map<string, TestRow>();
      for (const rows of loads) {
        const { counts } = await loadBatches(path, [batchOf(rows)], { target });
        const { inserted, updated, unchanged, duplicates } = counts;
        expect(inserted + updated + unchanged + duplicates).toBe(rows.length);
        for (const row of rows) last.set(keyOf(row), row);
        expect(inserted).toBeLessThanOrEqual(last.size);
      }
      if (last.size === 0) return;
      const names = new Map(
        (
          await query(
            path,
            `SELECT field, "column", type FROM _sluice.columns WHERE "table" = '${table}'`,
          )
        ).map((known) => [String(known['field']), known]),
      );
      const columns = [...names.values()].map(({ column, type }) => {
        const name = `"${String(column).replaceAll('"', '""')}"`;
        return `${isNestedType(String(type)) ? `to_json(${name})` : name}::VARCHAR AS ${name}`;
      });
      const found = await query(path, `SELECT ${columns.join(', ')} FROM ${table}`);
      expect(new Set(found.map((row) => String(row['id'])))).toEqual(new Set(last.keys()));
      expect(found.length).toBe(last.size);
      for (const row of found) {
        const wanted = last.get(String(row['id']));
        for (const field of FIELDS) {
          const known = names.get(field);
          const value = wanted?.[field] ?? null;
          if (known === undefined) expect(value).toBe(null);
          else
            assertSame(
              String(known['type']),
              row[String(known['column'])] as string | null,
              value,
              nested,
            );
        }
      }
    });
    await fc.assert(property, { numRuns: Number(process.env['SLUICE_RUNS'] ?? 20) });
  },
  120_000,
);

function keyOf(row: TestRow): string {
  const id = row['id'];
  return id instanceof RawNumber ? id.plain : String(id);
}

function assertSame(type: string, found: string | null, value: unknown, nested: NestedMode): void {
  if (isNestedType(type)) {
    expect(shapeless(found === null ? null : readTree(found))).toEqual(
      shapeless(readTree(toText(value))),
    );
    return;
  }
  if (value === null || found === null) {
    expect([type, found]).toEqual([type, value]);
    return;
  }
  if (type === 'JSON' && nested === 'typed' && typeof value === 'object' && !isNumber(value)) {
    // a value that was of a nested type before has the nulls of that
    expect(shapeless(readTree(found))).toEqual(shapeless(readTree(toText(value))));
  } else if (type === 'JSON') expect(jsonForms(value)).toContain(normal(found));
  else if (isNumber(value)) expect(plainDecimal(found)).toBe(plainDecimal(toText(value)));
  else if (type === 'TIMESTAMPTZ')
    expect(instantOf(`${found.replace(' ', 'T')}:00`)).toBe(instantOf(String(value)));
  else if (isInstant(value) && found !== value)
    expect(found).toBe(new Date(instantOf(String(value))).toISOString().replace(/\.?0*Z$/, 'Z'));
  else expect(found).toBe(String(value));
}

/**
 * A value as what a nested type keeps of it: null, an absent member and an empty object are one, names are those of columns, numbers
 * are their values, and date-times their instants.
 */
function shapeless(node: JsonNode | null): unknown {
  if (node === null || node.kind === 'null') return null;
  if (node.kind === 'array') return node.items.map(shapeless);
  if (node.kind === 'number') return plainDecimal(node.text);
  if (node.kind !== 'object') return isNestedInstant(node.text) ? instantOf(node.text) : node.text;
  const members = [...node.members]
    .map(([name, inside]) => [columnName(name, 'snake_case'), shapeless(inside)] as const)
    .filter(([, inside]) => inside !== null);
  return members.length === 0 ? null : Object.fromEntries(members);
}

/** As the API writes it, or as DuckDB does. */
function isNestedInstant(text: string): boolean {
  return isInstant(text) || /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/.test(text);
}

/** What a JSON column may hold of a value: itself, or, widened from text, the text of a scalar as a string. */
function jsonForms(value: unknown): string[] {
  const forms = [normal(toText(value))];
  if (isNumber(value)) forms.push(JSON.stringify(plainDecimal(toText(value))));
  else if (typeof value === 'boolean') forms.push(`"${value}"`);
  if (isInstant(value))
    forms.push(
      JSON.stringify(new Date(instantOf(String(value))).toISOString().replace(/\.?0*Z$/, 'Z')),
    );
  return forms;
}

/** JSON text in which equal numbers and equal strings are written the same way. */
function normal(text: string): string {
  const inner = text.replace(/"(?:\\.|[^"\\])*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : (plainDecimal(token) ?? token),
  );
  // a number that became a string keeps no zeros that mean nothing
  const asString = /^"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"$/.exec(inner)?.[1];
  return asString === undefined ? inner : JSON.stringify(plainDecimal(asString));
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof RawNumber;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && stringKind(value) === Kind.instant;
}

function instantOf(text: string): number {
  return Date.parse(
    text
      .replace(' ', 'T')
      .replace(/([+-]\d\d):?(\d\d)?$/, '$1:$2')
      .replace(/:$/, ':00'),
  );
}
