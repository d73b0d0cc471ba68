import { describe, expect, test } from 'vitest';
import type { Received, WitnessRules } from '../../../src/proof/witness.ts';
import { Witnesses } from '../../../src/proof/witnesses.ts';
import { node } from '../pagination/drive.ts';

interface Said {
  readonly rows?: number;
  readonly outline?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly isList?: boolean;
  readonly at?: Readonly<Record<string, number>>;
}

const RULES: WitnessRules = { isFiltered: false };
const CAME: Received = { distinct: 10, skipped: 0, isSingle: false, isProved: false };

function listen(said: readonly Said[], rules: WitnessRules = RULES): Witnesses {
  const witnesses = new Witnesses(rules);
  for (const [i, each] of said.entries()) {
    const { rows = 5, outline = {}, headers = {}, status = 200, isList = true, at = {} } = each;
    const envelope = new Map(
      Object.entries(at).map(([path, value]) => [
        path,
        { kind: 'number', text: String(value) } as const,
      ]),
    );
    const url = (): string => 'https://api.test/rows?page=2';
    const response = {
      status,
      page: i + 1,
      headers,
      url,
      outline: node(outline),
      envelope,
      rowCount: rows,
      isList,
    };
    witnesses.note(response);
    witnesses.more.noteLast(response);
  }
  return witnesses;
}

describe('a total', () => {
  const twice = (outline: object): Said[] => [{ outline }, { outline }];

  test.each<[string, readonly Said[], Partial<Received>, WitnessRules, boolean]>([
    ['above the keys', twice({ total: 11 }), {}, RULES, true],
    ['of the keys', twice({ total: 10 }), {}, RULES, false],
    ['below the keys', twice({ total: 9 }), {}, RULES, false],
    ['above the keys less what a start skips', twice({ total: 12 }), { skipped: 2 }, RULES, false],
    ['that changes', [{ outline: { total: 12 } }, { outline: { total: 11 } }], {}, RULES, false],
    ['on one page of two', [{ outline: { total: 11 } }, {}], {}, RULES, false],
    [
      'beside a row that is not in a list',
      [{ outline: { total: 11 }, isList: false }],
      {},
      RULES,
      false,
    ],
    ['of rows that a path filters', twice({ total: 11 }), {}, { isFiltered: true }, false],
    ['that is the limit', twice({ total: 100 }), {}, { isFiltered: false, limit: 100 }, false],
    ['that is the number of pages', twice({ count: 20, pages: 20 }), {}, RULES, false],
    ['that is switched off', twice({ total: 11 }), {}, { isFiltered: false, total: null }, false],
    [
      'beside other content, of one page',
      twice({ total: 11, id: 1 }),
      { isSingle: true },
      RULES,
      false,
    ],
    ['beside other content, of several', twice({ total: 11, id: 1 }), {}, RULES, true],
    [
      'of a response without rows',
      [{ rows: 0, outline: { total: 3 } }],
      { distinct: 0 },
      RULES,
      true,
    ],
  ])('%s', (_, said, received, rules, isAgainst) => {
    const against = listen(said, rules).totals.against({ ...CAME, ...received });
    expect(against !== undefined).toBe(isAgainst);
    if (isAgainst) expect(against?.reason).toBe('total_mismatch');
  });

  const written: WitnessRules = { isFiltered: false, total: '/n' };

  test('that was written counts by its smallest value', () => {
    const witnesses = listen([{ at: { '/n': 14 } }, { at: { '/n': 12 } }, {}], written);
    expect(witnesses.totals.against({ ...CAME, distinct: 11 })?.what).toContain(
      'total of 12 at `n`',
    );
    expect(witnesses.totals.against({ ...CAME, distinct: 12 })).toBeUndefined();
  });

  test('contradicts a proof only if it never changed', () => {
    const proved = { ...CAME, isProved: true };
    const changed = listen([{ at: { '/n': 14 } }, { at: { '/n': 12 } }], written);
    expect(changed.totals.against(proved)).toBeUndefined();
    expect(changed.totals.against(CAME)).toBeDefined();
    const steady = listen([{ at: { '/n': 14 } }, { at: { '/n': 14 } }], written);
    expect(steady.totals.against(proved)).toBeDefined();
  });

  test.each([
    [206, 'items 0-4/11', true],
    [206, 'items 0-4/10', false],
    [206, 'bytes 0-99/100', false],
    [206, 'bytes 0-99/400', true],
    [206, 'items 0-4/*', false],
    [200, 'bytes 0-99/400', false],
  ])('of a %i with the range %s', (status, range, isAgainst) => {
    const witnesses = listen([{ status, headers: { 'content-range': range } }]);
    expect(witnesses.totals.against(CAME) !== undefined).toBe(isAgainst);
  });

  test('goes on from a state', () => {
    const first = listen([{ outline: { total: 11 } }]);
    const state = JSON.parse(JSON.stringify(first.state));
    const later = new Witnesses(RULES, state);
    expect(later.totals.against(CAME)).toEqual(first.totals.against(CAME));
  });
});

describe('the number of the page beside that of all pages', () => {
  test.each<[string, readonly Said[], boolean]>([
    [
      'speaks against the end',
      [{ outline: { page: 1, pages: 5 } }, { outline: { page: 2, pages: 5 } }],
      true,
    ],
    [
      'is not that of the page if all have it alike',
      [{ outline: { page: 1, pages: 5 } }, { outline: { page: 1, pages: 5 } }],
      false,
    ],
    ['speaks on the only page', [{ outline: { page: 1, pages: 5 } }], true],
    ['speaks in headers', [{ headers: { 'x-page': '1', 'x-total-pages': '5' } }], true],
  ])('%s, whatever becomes of totals', (_, said, isAgainst) => {
    for (const rules of [RULES, { ...RULES, total: null }]) {
      expect(listen(said, rules).more.flagAgainst(false) !== undefined).toBe(isAgainst);
    }
  });
});
