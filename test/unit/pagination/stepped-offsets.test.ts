import { describe, expect, test } from 'vitest';
import type { EnvelopeValue } from '../../../src/model.ts';
import type { OffsetSettings } from '../../../src/pagination/offset.ts';
import type { PageRequest, Paginator } from '../../../src/pagination/paginator.ts';
import { steppedOffsets } from '../../../src/pagination/stepped-offsets.ts';

const settings: OffsetSettings = {
  type: 'offset',
  limit: 20,
  offset: 0,
  offsetParam: 'offset',
  limitParam: 'limit',
  total: { written: false },
};

const stepped = (own: OffsetSettings, window: number): Paginator =>
  steppedOffsets(own, { verify: 'total', window });

const offsets = (requests: readonly PageRequest[]): unknown[] =>
  requests.map(({ params }) => params['offset']);

/** Answers the page that comes next; returns the offsets that the paginator names then. */
function drive(
  paginator: Paginator,
): (rowCount: number, told?: number, envelope?: Map<string, EnvelopeValue>) => unknown[] {
  let next = paginator.first();
  return (rowCount, told, envelope = new Map()) => {
    const link = { shared: 0, ahead: rowCount, repeats: false, isAnchored: false };
    next = paginator.after({ request: next[0]!, rowCount, told, envelope, ...link }).next;
    return offsets(next);
  };
}

describe('offsets that step by what was received', () => {
  test('asks for the first page alone, with its own names and values', () => {
    const own = { ...settings, offset: 5, limit: 7, offsetParam: 'skip', limitParam: 'top' };
    expect(stepped(own, 8).first()).toEqual([{ params: { skip: 5, top: 7 }, role: 'body' }]);
  });

  test('asks ahead up to the total, and ends with an empty page', () => {
    const paginator = stepped(settings, 4);
    const answer = drive(paginator);
    expect(answer(20, 50)).toEqual([20, 40]);
    expect(answer(20, 50)).toEqual([40]);
    expect(answer(10, 50)).toEqual([50]);
    expect(answer(0, 50)).toEqual([]);
    expect(paginator.end()).toMatchObject({ isPastEnd: true, isShort: false });
  });

  test('fills its window, no more', () => {
    const answer = drive(stepped(settings, 3));
    expect(answer(20, 1000)).toEqual([20, 40, 60]);
  });

  test('looks past the end where no total is told', () => {
    const paginator = stepped(settings, 3);
    const answer = drive(paginator);
    expect(answer(20)).toEqual([20, 40, 60]);
    expect(answer(5)).toEqual([25, 45, 65]);
    expect(answer(0)).toEqual([45, 65]);
    expect(answer(0)).toEqual([65]);
    expect(answer(0)).toEqual([]);
    expect(paginator.end()).toMatchObject({ isPastEnd: true, warnings: [] });
  });

  test('goes on where rows stand in what was in flight, from the empty answer on', () => {
    const paginator = stepped(settings, 3);
    const answer = drive(paginator);
    answer(20);
    answer(20);
    expect(answer(0)).toEqual([60, 80]);
    expect(answer(0)).toEqual([80]);
    expect(paginator.isLooking?.()).toBe(true);
    expect(answer(7)).toEqual([40, 60, 80]);
    answer(0);
    answer(0);
    expect(answer(7)).toEqual([87, 107, 127]);
    expect(paginator.isLooking?.()).toBe(false);
  });

  test('steps by what was received when the server lowers the limit', () => {
    const answer = drive(stepped({ ...settings, limit: 200 }, 3));
    expect(answer(100, 1000)).toEqual([100, 200, 300]);
    expect(answer(100, 1000)).toEqual([200, 300, 400]);
  });

  test('goes on behind a short page in the middle, with the step it had', () => {
    const answer = drive(stepped(settings, 3));
    answer(20, 1000);
    expect(answer(13, 1000)).toEqual([33, 53, 73]);
  });

  test('takes the step of two pages in a row', () => {
    const answer = drive(stepped(settings, 3));
    answer(20, 1000);
    answer(7, 1000);
    expect(answer(7, 1000)).toEqual([34, 41, 48]);
  });

  test('asks once more for an empty page in front of the total', () => {
    const paginator = stepped(settings, 1);
    const answer = drive(paginator);
    answer(20, 30);
    expect(answer(0, 30)).toEqual([20]);
    expect(answer(0, 30)).toEqual([]);
    expect(paginator.end()).toMatchObject({ isPastEnd: true });
  });

  test('never ends at a total that is too low', () => {
    const answer = drive(stepped(settings, 1));
    expect(answer(20, 20)).toEqual([20]);
    expect(answer(20, 20)).toEqual([40]);
  });

  describe('with a total_path that was written', () => {
    const written: OffsetSettings = { ...settings, total: { written: true, path: '/count' } };

    test('looks there only', () => {
      expect(stepped(written, 1).envelopePointers).toEqual(['/count']);
    });

    test('demands it on the first page with rows, and remembers it', () => {
      const answer = drive(stepped(written, 1));
      expect(() => answer(20)).toThrow(/`total_path` \(\/count\) is not in the body/);
      const counted = drive(stepped(written, 1));
      expect(counted(20, 90, new Map([['/count', { kind: 'number', text: '90' }]]))).toEqual([20]);
      expect(counted(20)).toEqual([40]);
    });

    test('counts from 1 if the first offset is 1', () => {
      const answer = drive(stepped({ ...settings, offset: 1 }, 4));
      expect(answer(20, 50)).toEqual([21, 41]);
      expect(stepped({ ...settings, offset: 1 }, 4).end()).toMatchObject({ skipped: 0 });
      expect(stepped({ ...settings, offset: 5 }, 4).end()).toMatchObject({ skipped: 5 });
    });

    test('does without it on an empty page', () => {
      expect(drive(stepped(written, 1))(0)).toEqual([]);
    });
  });

  test('reads no total where it is switched off', () => {
    const off: OffsetSettings = { ...settings, total: { written: true, path: null } };
    expect(stepped(off, 1).envelopePointers).toEqual([]);
  });
});
