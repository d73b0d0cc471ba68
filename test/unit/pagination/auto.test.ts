import { describe, expect, test } from 'vitest';
import type { AutoSettings } from '../../../src/pagination/settings.ts';
import { BASE, drive, paramsOf, resumed } from './drive.ts';

const auto: AutoSettings = { type: 'auto' };

describe('auto', () => {
  test('asks for the first page as it is, and for its body as a tree', () => {
    const { paginator, asked } = drive(auto);
    expect(asked()).toEqual([{ params: {}, role: 'body' }]);
    expect(paginator.needsTree).toBe(true);
    expect(paginator.envelopePointers).toEqual([]);
  });

  test('goes on by the link that it found, and needs no tree any more', () => {
    const walk = drive(auto);
    const [next] = walk.answer({ body: { meta: { next: '?page=2' }, items: [] } });
    expect(next).toEqual({ params: {}, url: `${BASE}?page=2`, role: 'body' });
    expect(walk.paginator.needsTree).toBe(false);
    expect(walk.paginator.envelopePointers).toContain('/meta/next');
    expect(walk.answer({ at: { '/meta/next': null } })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ proof: 'none', isShort: false });
  });

  test('goes on by the Link header, with an array for a body', () => {
    const walk = drive(auto);
    const headers = { link: '<?page=2>; rel="next"' };
    expect(walk.answer({ body: [], headers })[0]?.url).toBe(`${BASE}?page=2`);
    expect(walk.answer()).toEqual([]);
  });

  test('goes on by the cursor that it found', () => {
    const walk = drive(auto);
    expect(paramsOf(walk.answer({ body: { 'next.token': 'a' } }))).toEqual([{ next_token: 'a' }]);
    expect(paramsOf(walk.answer({ at: { '/next.token': 'b' } }))).toEqual([{ next_token: 'b' }]);
  });

  test('takes one page for all where nothing tells of another', () => {
    const walk = drive(auto);
    expect(walk.answer({ body: { items: [] } })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ proof: 'none', isShort: false });
  });

  test('ends where an answer has no body at all', () => {
    const { paginator } = drive(auto);
    const [request] = paginator.first();
    const facts = { rowCount: 0, shared: 0, ahead: 0, repeats: false, isAnchored: false };
    const page = { ...facts, request: request!, envelope: new Map() };
    expect(paginator.after(page).next).toEqual([]);
  });
});

describe('auto with page numbers', () => {
  test.each([
    [1, [2, 3]],
    [0, [1, 2]],
  ])('that the first page gives as %d', (page, expected) => {
    const walk = drive(auto);
    const at = { '/total_pages': 3 };
    const seen = [...walk.answer({ body: { page, total_pages: 3 } })].map(({ params }) => params);
    while (walk.asked().length > 0) seen.push(...walk.answer({ at }).map(({ params }) => params));
    expect(seen).toEqual(expected.map((number) => ({ page: number })));
  });

  test('that nobody gives: page 1 is the first page again, so the last one is asked for, too', () => {
    const walk = drive(auto, { window: 4, verify: 'overlap' });
    const at = { '/total_pages': 3 };
    expect(paramsOf(walk.answer({ body: { total_pages: 3 } }))).toEqual([{ page: 1 }]);
    expect(paramsOf(walk.answer({ at, repeats: true }))[0]).toEqual({ page: 2 });
    expect(walk.took()).toBe(false);
    expect(paramsOf(walk.answer({ at }))).toEqual([{ page: 3 }]);
    expect(walk.took()).toBe(true);
    expect(walk.answer({ at })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ isShort: false });
  });

  test('that nobody gives: page 1 is another page', () => {
    const walk = drive(auto);
    const at = { '/pages': 3 };
    expect(paramsOf(walk.answer({ body: { pages: 3 } }))).toEqual([{ page: 1 }]);
    expect(paramsOf(walk.answer({ at }))).toEqual([{ page: 2 }]);
    expect(walk.took()).toBe(true);
    expect(walk.answer({ at })).toEqual([]);
  });

  test('of one page ask for no other', () => {
    expect(drive(auto).answer({ body: { total_pages: 1 } })).toEqual([]);
  });

  test('of an API that does not know the parameter leave the walk short', () => {
    const walk = drive(auto);
    const at = { '/total_pages': 3 };
    walk.answer({ body: { total_pages: 3 } });
    while (walk.asked().length > 0) walk.answer({ at, repeats: true });
    expect(walk.paginator.end().isShort).toBe(true);
  });
});

describe('auto, taken up again', () => {
  test('in front of its first page', () => {
    const again = resumed(drive(auto), auto);
    expect(again.paginator.needsTree).toBe(true);
    expect(again.answer({ body: { next: '?p=2' } })).toHaveLength(1);
  });

  test('goes on in the way that was found', () => {
    const walk = drive(auto);
    walk.answer({ body: { next_cursor: 'a' } });
    const again = resumed(walk, auto);
    expect(again.paginator.needsTree).toBe(false);
    expect(again.paginator.envelopePointers).toContain('/next_cursor');
    expect(paramsOf(again.asked())).toEqual([{ cursor: 'a' }]);
    expect(paramsOf(again.answer({ at: { '/next_cursor': 'b' } }))).toEqual([{ cursor: 'b' }]);
  });

  test('still does not know where pages are counted from, if it did not', () => {
    const walk = drive(auto);
    walk.answer({ body: { total_pages: 3 } });
    const again = resumed(walk, auto);
    expect(paramsOf(again.asked())).toEqual([{ page: 1 }]);
    expect(paramsOf(again.answer({ at: { '/total_pages': 3 }, repeats: true }))).toEqual([
      { page: 2 },
    ]);
    expect(again.took()).toBe(false);
  });
});
