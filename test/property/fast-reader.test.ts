import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PageReader } from '../../src/parse/page.ts';
import { createPageReader } from '../../src/parse/page.ts';
import type { PageSpec } from '../../src/parse/page-spec.ts';
import { splitAt } from '../support/read-page.ts';

/** `npm run fuzz` looks for a difference as long as it is told to. */
const minutes = Number(process.env['SLUICE_FUZZ_MINUTES'] ?? 0);
const effort =
  minutes > 0
    ? { numRuns: 100_000_000, interruptAfterTimeLimit: minutes * 60_000, maxSkipsPerRun: 1e9 }
    : { numRuns: 400 };
const timeout = minutes * 60_000 + 90_000;

const limits = {
  maxDepth: 5,
  maxStringBytes: 40,
  maxRowBytes: 300,
  maxRowKeys: 12,
  maxWholePageBytes: 100_000,
};

/** Texts of JSON, in every way in which they can be written. */
const space = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  fc.constantFrom(' ', '\n', '\t', '\r\n  '),
);

const hex = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

const character = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', '7', '-', ':', ' ', '[', ']', '{', '}', ',') },
  fc.constantFrom('é', '日', '😀', '\u2028', '\ufffd', '\u007f'),
  fc.constantFrom('\\n', '\\"', '\\\\', '\\/', '\\b', '\\f', '\\r', '\\t'),
  fc.integer({ min: 0, max: 0x2ff }).map(hex),
  fc.constantFrom('\\ud83d\\ude00', '\\ud83d', '\\ude00', '\\u00E9', '\\u001F', '\\ufffd'),
);

const string = fc.oneof(
  fc.array(character, { maxLength: 6 }).map((parts) => `"${parts.join('')}"`),
  fc.array(character, { minLength: 25, maxLength: 60 }).map((parts) => `"${parts.join('')}"`),
  fc.constantFrom(
    '"2024-02-29"',
    '"2023-02-29"',
    '"2024-02-29T12:00:00Z"',
    '"2024-02-29T12:00:00.123456+01:00"',
    '"2024-02-29T24:00:00Z"',
    '"2024-02-29T12:00:00+15"',
    '"2024-\\u0030\\u0031-01"',
    '"2024-02-29T12:00:00.1234567Z"',
    '""',
  ),
);

const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 140n), max: 2n ** 140n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    ...['0', '-0', '0.0', '-0.0', '1.50', '100', '1e5', '1E+5', '-2.5e-3', '1e400', '0.1'],
    ...['12345678901234567890.123', '123456789012345.6', '0.30000000000000004', '1e-320'],
    ...[
      '9007199254740993',
      '999999999999999',
      '1000000000000000',
      '00',
      '01',
      '1.',
      '.5',
      '-',
      '+1',
    ],
  ),
);

const word = fc.constantFrom('true', 'false', 'null', 'true', 'null', 'tru', 'nul', 'NaN');

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('"id"', '"name"', '"a"', '"b"', '"owner"', '"n"') },
  fc.constantFrom('"\\u0069d"', '"é"', '"__proto__"', '"1"', '""', '"a\\"b"', '"\\ud800"'),
  string,
);

const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: string },
    { weight: 4, arbitrary: number },
    { weight: 2, arbitrary: word },
    { weight: 2, arbitrary: tie('list') },
    { weight: 3, arbitrary: tie('object') },
  ),
  list: fc
    .tuple(space, fc.array(fc.tuple(tie('value'), space), { maxLength: 4 }))
    .map(([before, items]) => `[${before}${items.map((parts) => parts.join('')).join(',')}]`),
  object: fc
    .tuple(space, fc.array(fc.tuple(name, space, tie('value'), space), { maxLength: 5 }))
    .map(([before, members]) => {
      const texts = members.map(([key, a, member, b]) => `${key}${a}:${a}${member}${b}`);
      return `{${before}${texts.join(`,${before}`)}}`;
    }),
}));

/** Rows of one shape, as nearly all are. */
const usualRow = fc
  .tuple(fc.oneof(number, string), string, number, value, space)
  .map(
    ([id, text, n, nested, gap]) =>
      `{"id":${gap}${id},${gap}"name":${text},"n":${n},"owner":${nested}${gap}}`,
  );

const ODD_NAMES = ['"a"', '"\\u0062"', '"\\ud800"', '"A"'];

/** An object inside of rows: its members come in one order, but not all of them, and some of them twice. */
const record = (inside: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.subarray(['"a"', '"b"', '"c"', '"é"', '"n"', '"__proto__"']),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        fc.constantFrom(...ODD_NAMES).map((odd) => [odd]),
      ),
      fc.array(fc.tuple(space, inside), { minLength: 7, maxLength: 7 }),
    )
    .map(([names, odd, values]) => {
      const members = [...names, ...odd].map((one, i) => `${one}:${values[i]?.join('')}`);
      return `{${members.join(',')}}`;
    });

const leaf = fc.constantFrom(
  ...['1', '-0', '1.5', '9007199254740993', '0.30000000000000004', '12345678901234567890.123'],
  ...['null', 'true', '"x"', '"2024-02-29"', '{}', '[]', '[[]]'],
);
const records = record(
  fc.oneof(
    leaf,
    record(fc.oneof(leaf, record(leaf))),
    fc.array(record(leaf), { maxLength: 3 }).map((all) => `[${all.join(',')}]`),
  ),
);

/** Objects whose names are values: rows have ever new ones. */
const idsAsNames = fc
  .uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 9 })
  .map((ids) => `{${ids.map((one) => `"k${one}":{"v":${one}}`).join(',')}}`);

const nestedRow = fc
  .tuple(fc.nat({ max: 99 }), records, fc.oneof(idsAsNames, records), leaf)
  .map(([id, owner, a, b]) => `{"id":${id},"name":"x","owner":${owner},"a":${a},"b":${b}}`);

const rows = fc
  .tuple(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.array(
          fc.oneof({ weight: 6, arbitrary: usualRow }, { weight: 1, arbitrary: value }),
          { maxLength: 12 },
        ),
      },
      fc.array(fc.oneof({ weight: 50, arbitrary: nestedRow }, { weight: 1, arbitrary: value }), {
        maxLength: 40,
      }),
    ),
    space,
  )
  .map(([texts, gap]) => `[${gap}${texts.join(`${gap},${gap}`)}${gap}]`);

const body = fc
  .tuple(value, rows, value, space, fc.constantFrom('', '', '', '\ufeff', 'x', ' '))
  .map(([before, list, after, gap, front]) => {
    return `${front}{${gap}"before":${before},"data":${gap}${list}${gap},"total":${after}}${gap}`;
  });

/** Something that breaks a body, or not. */
const change = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ maxLength: 3 }),
    removed: fc.integer({ min: 0, max: 4 }),
    isCut: fc.boolean(),
  }),
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(text: string, how: Change): Buffer {
  const bytes = Buffer.from(text);
  if (how === undefined) return bytes;
  const at = Math.floor(how.at * bytes.length);
  if (how.isCut) return bytes.subarray(0, at);
  return Buffer.concat([bytes.subarray(0, at), how.bytes, bytes.subarray(at + how.removed)]);
}

const spec = fc.record({
  keyFields: fc.constantFrom<readonly string[]>([], ['id'], ['id', 'name'], ['Name']),
  hasLenientKeys: fc.boolean(),
  columnForm: fc.constantFrom<PageSpec['columnForm']>((text) => text.toLowerCase(), undefined),
  mergeKey: fc.constantFrom<readonly string[]>([], ['name']),
});

/** All that a reader says of a page: its batches and its end, or why it is not one. */
async function outcomeOf(
  read: PageReader,
  chunks: readonly Uint8Array[],
  place: { readonly page: number; readonly charset?: string },
): Promise<object> {
  const batches: unknown[] = [];
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  try {
    const pages = read(stream(), { pass: 1, ...place });
    for (;;) {
      const next = await pages.next();
      if (next.done) return { batches, end: next.value };
      // facts in the order in which their fields were met: columns come in that order
      batches.push({ ...next.value, facts: [...next.value.facts] });
    }
  } catch (error) {
    const { name: kind, message, code } = error as Error & { code?: string };
    return { kind, message, code };
  }
}

test(
  'rows that are read in their bytes are those that the tokens give, and so is what is wrong with a page',
  async () => {
    let [pages, good] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        spec,
        fc.array(fc.tuple(body, change, fc.array(fc.nat(), { maxLength: 12 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom(undefined, undefined, 'utf-8', 'latin1', 'nonsense'),
        fc.boolean(),
        async ({ columnForm, ...rest }, bodies, charset, isTight) => {
          const whole: PageSpec = {
            resource: 'contacts',
            selector: ['data'],
            envelopePointers: ['/total', '/before'],
            limits: isTight
              ? limits
              : { ...limits, maxDepth: 200, maxStringBytes: 9999, maxRowBytes: 9999 },
            ...rest,
            ...(columnForm === undefined ? {} : { columnForm }),
          };
          let fast = createPageReader(whole);
          let exact = createPageReader(whole, 'by tokens');
          for (const [i, [text, how, places]] of bodies.entries()) {
            // the limit of a string that is under way depends on the splits
            const chunks = splitAt(changed(text, how), isTight ? [] : places);
            const place = { page: i + 1, ...(charset === undefined ? {} : { charset }) };
            const expected = await outcomeOf(exact, chunks, place);
            expect(await outcomeOf(fast, chunks, place)).toEqual(expected);
            pages++;
            if ('end' in expected) good++;
            else {
              // how far a page was read that is bad shows in what is remembered of it
              fast = createPageReader(whole);
              exact = createPageReader(whole, 'by tokens');
            }
          }
        },
      ),
      effort,
    );
    // neither all good nor all broken, or the property says little
    expect(good / pages).toBeGreaterThan(0.05);
    expect(good / pages).toBeLessThan(0.95);
    if (minutes > 0) console.log(`${pages} pages, ${good} of them good`);
  },
  timeout,
);
