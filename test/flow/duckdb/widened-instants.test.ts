import { describe, expect, test } from 'vitest';
import { oneResource } from '../../support/one-resource.ts';

const { suite, load } = oneResource();

const TIMES: readonly (readonly [sent: string, kept: string])[] = [
  ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
  ['2024-02-29T12:00:00.000Z', '2024-02-29T12:00:00Z'],
  ['2024-02-29T12:00:00.500+02:00', '2024-02-29T10:00:00.5Z'],
  ['2024-02-29T12:00:00.123456-03:30', '2024-02-29T15:30:00.123456Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
];
const ROWS = TIMES.map(([at], id) => ({ id, at }));
const SENT = TIMES.map(([sent]) => sent);
const KEPT = TIMES.map(([, kept]) => kept);

const times = async (): Promise<unknown[]> =>
  (await suite.rows('SELECT to_json("at") ->> \'$\' t FROM items ORDER BY id')).map(({ t }) => t);

describe('a date-time that widens to text', () => {
  test.each<[string, unknown, string, object]>([
    ['by a text', 'soon', 'soon', {}],
    ['by a number', 5, '5', {}],
    ['by a date', '2024-03-01', '2024-03-01', {}],
    ['by an object', { a: 1 }, '{"a":1}', {}],
    [
      'by a hint',
      '2024-03-01T00:00:00.0Z',
      '2024-03-01T00:00:00.0Z',
      { columns: { at: { data_type: 'text' } } },
    ],
  ])(
    '%s keeps the instant of what is there, and the text of what comes',
    async (_what, next, text, over) => {
      expect((await load(ROWS)).warnings).toEqual([]);
      const last = { id: TIMES.length, at: next };
      const again = { id: 2, at: '2024-02-29T12:00:00.50+02:00' };
      const report = await load([again, last], over);
      expect(report).toMatchObject({ inserted: 1, updated: 1 });
      expect(report.warnings).toEqual([
        expect.stringMatching(/^items: the values of `at` were date-times and are text .* UTC/),
      ]);
      expect(await times()).toEqual(KEPT.with(2, again.at).concat(text));
      const all = await load([...ROWS, last], over);
      expect(all.warnings).toEqual([]);
      expect(await times()).toEqual([...SENT, text]);
      expect(await load([...ROWS, last], over)).toMatchObject({ updated: 0, inserted: 0 });
    },
  );

  test('within one load is as the API sends it, without a word', async () => {
    const report = await load([...ROWS, { id: TIMES.length, at: 'soon' }]);
    expect(report.warnings).toEqual([]);
    expect(await times()).toEqual([...SENT, 'soon']);
  });
});
