import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toJsonText } from '../../src/parse/json-text.ts';
import { parseRow } from '../../src/parse/row-object.ts';
import { readPage, splitAt } from '../support/read-page.ts';

const spec = { keyFields: [], envelopePointers: ['/meta/total', '/total'] };

const row = fc.dictionary(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('id', 'a', '__proto__')),
  fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }),
);

const page = fc.record({
  before: fc.jsonValue({ maxDepth: 3 }),
  contacts: fc.array(row, { maxLength: 8 }),
  meta: fc.record({ total: fc.nat() }),
  space: fc.constantFrom(undefined, 1, '\t'),
});

const isWellFormed = (text: string): boolean => !/\\ud[89a-f]/i.test(text) && text.isWellFormed();

test('the same rows, facts and envelope come out for any split of the bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      page,
      fc.array(fc.nat(), { maxLength: 40 }),
      async ({ space, ...body }, places) => {
        const bytes = Buffer.from(JSON.stringify(body, null, space));
        const whole = await readPage([bytes], spec);
        const split = await readPage(splitAt(bytes, places), spec);
        expect(split.texts).toEqual(whole.texts);
        expect(split.end).toEqual(whole.end);
        expect(split.batches.flatMap((batch) => [...batch.facts])).toEqual(
          whole.batches.flatMap((batch) => [...batch.facts]),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('the same rows come out when every byte comes alone', async () => {
  const body = {
    contacts: [{ id: 'é😀', n: [-1.5e-7, 0, true, null, { 'a"\\': '\u0000\n' }] }],
    meta: { total: 1 },
  };
  const bytes = Buffer.from(JSON.stringify(body));
  const alone = await readPage(splitAt(bytes, [...bytes.keys()]), spec);
  expect(alone.texts).toEqual([JSON.stringify(body.contacts[0])]);
  expect(alone.end.envelope.get('/meta/total')).toEqual({ kind: 'number', text: '1' });
});

test('a page that is read whole gives the same batches and envelope as one that is streamed', async () => {
  const mixed = fc.oneof({ weight: 5, arbitrary: row }, fc.jsonValue({ maxDepth: 2 }));
  const body = page.chain((rest) =>
    fc.array(mixed, { maxLength: 8 }).map((contacts) => ({ ...rest, contacts })),
  );
  await fc.assert(
    fc.asyncProperty(body, fc.boolean(), async ({ space, ...value }, isOne) => {
      const contacts = isOne ? value.contacts[0] : value.contacts;
      // a scalar is not rows, in either way
      fc.pre(typeof (contacts ?? {}) === 'object');
      const text = JSON.stringify({ ...value, contacts: contacts ?? null }, null, space);
      const streamed = await outcomeOf(readPage(text, spec));
      // the path that is asked for in the envelope makes the reader read the page whole
      const whole = await outcomeOf(
        readPage(text, { ...spec, envelopePointers: [...spec.envelopePointers, '$..[99999]'] }),
      );
      expect(whole).toEqual(streamed);
    }),
    { numRuns: 200 },
  );
});

test('batches end at the same rows when the page is read whole', async () => {
  const rows = Array.from({ length: 1234 }, (_, id) => `{"id":${id},"n":${id}.5,"s":"${id}"}`);
  const text = `{"contacts":[${rows.join(',')}]}`;
  const keyed = { ...spec, keyFields: ['id'] };
  const streamed = await readPage(text, keyed);
  const whole = await readPage(text, { ...keyed, selector: { path: 'contacts[*]' } });
  expect(streamed.batches.map((batch) => batch.rows.length)).toEqual([500, 500, 234]);
  // facts may be those of more rows of the page, as far as they were read
  const withoutFacts = whole.batches.map((batch) => ({ ...batch, facts: undefined }));
  expect(withoutFacts).toEqual(streamed.batches.map((batch) => ({ ...batch, facts: undefined })));
});

test('the rows are those that JSON.parse gives', async () => {
  await fc.assert(
    fc.asyncProperty(page, async ({ space, ...body }) => {
      const text = JSON.stringify(body, null, space);
      fc.pre(isWellFormed(text));
      const { texts } = await readPage(text, spec);
      const expected = (JSON.parse(text) as typeof body).contacts;
      expect(texts.map((row) => JSON.stringify(JSON.parse(row)))).toEqual(
        expected.map((row) => JSON.stringify(row)),
      );
      // what JavaScript writes as an integer text is what parseRow gives back, bigint or not
      expect(texts.map((row) => toJsonText(parseRow(row)).length)).toEqual(
        texts.map((row) => toJsonText(JSON.parse(row)).length),
      );
    }),
    { numRuns: 200 },
  );
});

test('a body that is cut anywhere never counts as a page', async () => {
  const bytes = Buffer.from(
    '{"x":1,"contacts":[{"id":"é","n":12},{"id":"2","o":{"a":[true]}}],"meta":{"total":2}}',
  );
  for (let length = 0; length < bytes.length; length++) {
    await expect(readPage([bytes.subarray(0, length)], spec)).rejects.toMatchObject({
      retryable: true,
    });
  }
});

/** What came of a page, or why it is not one: a text or a number by itself is not rows. */
async function outcomeOf(read: ReturnType<typeof readPage>): Promise<unknown> {
  try {
    const { batches, end } = await read;
    return { batches, end };
  } catch (error) {
    return String(error);
  }
}
