import { expect, test } from 'vitest';
import { OverlappingOffsets } from '../../../src/pagination/overlapping-offsets.ts';
import type { PageFacts, PageRequest } from '../../../src/pagination/paginator.ts';

const SETTINGS = {
  type: 'offset',
  limit: 4,
  offset: 0,
  offsetParam: 'offset',
  limitParam: 'limit',
  total: { written: false },
} as const;

const NOTHING = {
  shared: 0,
  ahead: 0,
  repeats: false,
  isAnchored: false,
  envelope: new Map(),
} as const;

function answer(request: PageRequest | undefined, facts: Partial<PageFacts>): PageFacts {
  if (request === undefined) throw new Error('nothing is asked for any more');
  return { ...NOTHING, rowCount: 4, request, ...facts };
}

/** A paginator that has come to its head: two linked pages, the last row alone, and nothing beyond it. */
function atHead(): { paginator: OverlappingOffsets; next: readonly PageRequest[] } {
  const paginator = new OverlappingOffsets(SETTINGS, { verify: 'overlap', window: 1 });
  let { next } = paginator.after(answer(paginator.first()[0], { ahead: 4 }));
  next = paginator.after(answer(next[0], { shared: 1, ahead: 3 })).next;
  next = paginator.after(answer(next[0], { rowCount: 1, shared: 1 })).next;
  while (next[0]?.role === 'body') next = paginator.after(answer(next[0], { rowCount: 0 })).next;
  return { paginator, next };
}

test('the head is read again from its beginning where two of its pages share no row', () => {
  const { paginator, next } = atHead();
  const second = paginator.after(answer(next[0], { isHeadLinked: true }));
  expect(second.next).toMatchObject([{ params: { offset: 2 }, role: 'head' }]);

  const broken = paginator.after(answer(second.next[0], { isHeadLinked: false, isAnchored: true }));
  expect(broken).toMatchObject({ beginsHead: true, restartsHead: false });
  expect(broken.next).toMatchObject([{ params: { offset: 0 }, role: 'head' }]);

  expect(paginator.after(answer(broken.next[0], { isAnchored: true })).next).toEqual([]);
  expect(paginator.end()).toMatchObject({ proof: 'overlap', isLost: false });
});

test('a page of one row does not end the head where the total says that more is behind it', () => {
  const { paginator, next } = atHead();
  const second = paginator.after(answer(next[0], {}));
  const short = paginator.after(answer(second.next[0], { rowCount: 1, told: 9 }));
  expect(short.next).toMatchObject([{ params: { offset: 3 }, role: 'head' }]);
  expect(short.restartsHead).toBeUndefined();
});

test('a head that was interrupted is read from its beginning', () => {
  const { paginator, next } = atHead();
  paginator.after(answer(next[0], {}));
  const state: unknown = JSON.parse(JSON.stringify(paginator.state()));
  const later = new OverlappingOffsets(SETTINGS, { verify: 'overlap', window: 1, state });
  expect(later.first()).toMatchObject([{ params: { offset: 0 }, role: 'head' }]);
});
