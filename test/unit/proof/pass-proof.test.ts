import { describe, expect, test } from 'vitest';
import type { PageStep } from '../../../src/pagination/paginator.ts';
import { KeyCount } from '../../../src/proof/key-count.ts';
import { PageRows } from '../../../src/proof/links.ts';
import { KeyKinds } from '../../../src/proof/order.ts';
import { PassProof, type ProofRules, type ProofStart } from '../../../src/proof/pass-proof.ts';
import { batchOf } from '../../support/batches-of-keys.ts';

type Rows = readonly (readonly [key: string, version: number])[];

const MORE: PageStep = { takes: true, next: [{ params: {}, role: 'body' }] };
const rows = (keys: string, version = 1): Rows => [...keys].map((key) => [key, version]);

function proofOf(
  rules: Partial<ProofRules> = {},
  start: Partial<ProofStart> = {},
): { readonly proof: PassProof; read(keys: Rows, step?: PageStep, met?: string): string } {
  const proof = new PassProof(
    {
      ...{ isLinking: true, hasKey: true, canAsk: true, maxEmptyPages: 100 },
      repeatable: () => undefined,
      ...rules,
    },
    { kinds: new KeyKinds(['id']), count: new KeyCount(true) },
    { lastPage: new PageRows(), marks: [], moved: 0, isResumed: false, ...start },
  );
  return {
    proof,
    /** Reads a page of the body; `met`: what staging knows. Gives the fate of each row. */
    read(keys, step = MORE, met = '') {
      proof.beginPage();
      const judged = proof.judge(batchOf(1, keys));
      const { asks, answer } = proof.askBody(judged, step);
      const fates = answer(new Set(asks.filter((identity) => !met.includes(identity))));
      proof.keepPage('body', keys.length, step);
      return fates.join(' ');
    },
  };
}

describe('A page of the body', () => {
  test('that shares a row with the one before is new behind it', () => {
    const { proof, read } = proofOf();
    expect(read(rows('abc'))).toBe('new new new');
    expect(read(rows('cde'))).toBe('same new new');
    expect(proof.moved).toBe(0);
  });

  test('holds a newer form of a row that changed', () => {
    const { read } = proofOf();
    read(rows('abc'));
    expect(read([['c', 2], ...rows('d')])).toBe('newer new');
  });

  test('asks staging of rows in front of the shared one, and takes those that it has for known', () => {
    const { proof, read } = proofOf();
    read(rows('bcd'));
    proof.beginPage();
    const judged = proof.judge(batchOf(1, rows('xyde')));
    expect(proof.askBody(judged, MORE).asks).toEqual(['x', 'y']);
    expect(read(rows('xyde'), MORE, 'x')).toBe('newer new same new');
  });

  test('asks of nothing if no row is shared and the chain did not go back', () => {
    const { proof, read } = proofOf();
    read(rows('ab'));
    proof.beginPage();
    const judged = proof.judge(batchOf(1, rows('cd')));
    expect(proof.askBody(judged, MORE).asks).toEqual([]);
    expect(proof.askBody(judged, { ...MORE, isBack: true }).asks).toEqual(['c', 'd']);
  });

  test('asks of every row behind an interruption', () => {
    const lastPage = PageRows.resumed(['a', 'b']);
    const { proof } = proofOf({}, { lastPage, isResumed: true });
    proof.beginPage();
    const judged = proof.judge(batchOf(1, rows('bcd')));
    expect(proof.askBody(judged, MORE).asks).toEqual(['c', 'd']);
  });

  test('on which known rows stand in another order shows that they moved', () => {
    const { proof, read } = proofOf();
    read(rows('abcd'));
    expect(read(rows('dce'))).toBe('same new new');
    expect(proof.moved).toBe(1);
  });

  test('with the same key twice shows a moved row, and rows without a key show none', () => {
    const { proof, read } = proofOf();
    read(rows('aba'));
    expect(proof.moved).toBe(1);
    const keyless = proofOf({ hasKey: false });
    keyless.read(rows('aba'));
    expect(keyless.proof.moved).toBe(0);
  });

  test('is linked by a row in another form only together with others, or if forms differ everywhere', () => {
    const sharedOf = (keys: Rows, { isFormless = false } = {}): number => {
      const { proof, read } = proofOf();
      read(rows('abcdef'));
      if (isFormless) read([...rows('bcdef', 2), ...rows('ghij', 2)]);
      proof.beginPage();
      proof.judge(batchOf(1, keys));
      return proof.facts(keys.length).shared;
    };
    expect(sharedOf(rows('f'))).toBe(1);
    expect(sharedOf(rows('f', 2))).toBe(0);
    expect(sharedOf(rows('ef', 2))).toBe(2);
    expect(sharedOf(rows('j', 3), { isFormless: true })).toBe(1);
  });

  test('that is read again is judged anew', () => {
    const { proof, read } = proofOf();
    read(rows('ab'));
    proof.beginPage();
    proof.judge(batchOf(2, rows('bcd')));
    proof.restartPage();
    proof.judge(batchOf(2, rows('be')));
    expect(proof.facts(2)).toMatchObject({ shared: 1, ahead: 1, repeats: false });
    expect(proof.rowCount).toBe(2);
  });
});

describe('The head', () => {
  const headOf = (rules: Partial<ProofRules>, keys: Rows) => {
    const { proof, read } = proofOf(rules);
    read(rows('abcd'));
    read(rows('defg'));
    proof.beginPage();
    proof.judge(batchOf(3, keys));
    const { asks, answer } = proof.askHead(batchOf(3, keys));
    return { asks, fates: answer(new Set(asks)).join(' '), facts: proof.facts(keys.length) };
  };

  test('ends at a row that stands as it did on the first page', () => {
    const { asks, fates, facts } = headOf({}, rows('xab'));
    expect([asks, fates]).toEqual([['x'], 'new newer newer']);
    expect(facts.isAnchored).toBe(true);
  });

  test('goes on behind rows that changed, for they may have moved', () => {
    const { fates, facts } = headOf({}, rows('xg', 2));
    expect(fates).toBe('new newer');
    expect(facts.isAnchored).toBe(false);
  });

  test('without evidence, rows behind one that did not move count as known', () => {
    const { asks, fates } = headOf({ canAsk: false }, rows('xay'));
    expect([asks, fates]).toEqual([[], 'new newer newer']);
  });
});

describe('Pages that share no row', () => {
  test('are all new, and end the walk if they come again and again', () => {
    const { read } = proofOf({ isLinking: false });
    expect(read(rows('ab'))).toBe('new new');
    expect(read(rows('ab'))).toBe('new new');
    expect(() => read(rows('ab'))).toThrow('no progress');
  });

  test('may come again if the API leads to them, but not for ever', () => {
    const { read } = proofOf({ isLinking: false, repeatable: () => 0 });
    for (let i = 0; i < 12; i++) read(rows('ab'));
    expect(() => read(rows('ab'))).toThrow('no progress');
  });

  test('show a moved row if the next page brings one again', () => {
    const { proof, read } = proofOf({ isLinking: false });
    read(rows('ab'));
    read(rows('bc'));
    expect(proof.moved).toBe(1);
  });
});

test('pages without rows lead nowhere, however many', () => {
  const { read } = proofOf({ maxEmptyPages: 2 });
  read([]);
  read([]);
  expect(() => read([])).toThrow('3 pages in a row');
});

test('what is saved of a pass lets another run go on', () => {
  const { proof, read } = proofOf();
  read(rows('abc'));
  const { moved, last, marks } = JSON.parse(JSON.stringify(proof.save()));
  const lastPage = PageRows.resumed(['a', 'b', 'c'], last);
  const later = proofOf({}, { moved, marks, lastPage, isResumed: true });
  expect(later.read(rows('cde'), MORE, 'abc')).toBe('same new new');
  later.proof.beginPage();
  later.proof.judge(batchOf(1, rows('a')));
  later.proof.askHead(batchOf(1, rows('a'))).answer(new Set());
  expect(later.proof.facts(1).isAnchored).toBe(true);
});
