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

const total = (text: string, kind: EnvelopeValue['kind'] = 'number'): Map<string, EnvelopeValue> =>
  new Map([['/meta/total', { kind, text }]]);

const stepped = (own: OffsetSettings, window: number): Paginator =>
  steppedOffsets(own, { verify: 'total', window });

const offsets = (requests: readonly PageRequest[]): unknown[] =>
  requests.map(({ params }) => params['offset']);

/** Answers the page that comes next; returns the offsets that the paginator names then. */
function drive(
  paginator: Paginator,
): (rowCount: number, envelope?: Map<string, EnvelopeValue>) => unknown[] {
  let next = paginator.first();
  return (rowCount, envelope = new Map()) => {
    const link = { shared: 0, ahead: rowCount, repeats: false, isAnchored: false };
    next = paginator.after({ request: next[0]!, rowCount, envelope, ...link }).next;
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
    expect(answer(20, total('50'))).toEqual([20, 40]);
    expect(answer(20, total('50'))).toEqual([40]);
    expect(answer(10, total('50'))).toEqual([50]);
    expect(answer(0, total('50'))).toEqual([]);
    expect(paginator.end()).toMatchObject({ position: 50, firstTotal: 50, lastTotal: 50 });
  });

  test('fills its window, no more', () => {
    const answer = drive(stepped(settings, 3));
    expect(answer(20, total('1000'))).toEqual([20, 40, 60]);
  });

  test('looks past the end where no total is told', () => {
    const paginator = stepped(settings, 3);
    const answer = drive(paginator);
    expect(answer(20)).toEqual([20, 40, 60]);
    expect(answer(5)).toEqual([25, 45, 65]);
    expect(answer(0)).toEqual([]);
    expect(paginator.end()).toMatchObject({ position: 25, firstTotal: undefined, warnings: [] });
  });

  test('steps by what was received when the server lowers the limit', () => {
    const answer = drive(stepped({ ...settings, limit: 200 }, 3));
    expect(answer(100, total('1000'))).toEqual([100, 200, 300]);
    expect(answer(100, total('1000'))).toEqual([200, 300, 400]);
  });

  test('goes on behind a short page in the middle, with the step it had', () => {
    const answer = drive(stepped(settings, 3));
    answer(20, total('1000'));
    expect(answer(13, total('1000'))).toEqual([33, 53, 73]);
  });

  test('takes the step of two pages in a row', () => {
    const answer = drive(stepped(settings, 3));
    answer(20, total('1000'));
    answer(7, total('1000'));
    expect(answer(7, total('1000'))).toEqual([34, 41, 48]);
  });

  test('asks once more for an empty page in front of the total', () => {
    const paginator = stepped(settings, 1);
    const answer = drive(paginator);
    answer(20, total('30'));
    expect(answer(0, total('30'))).toEqual([20]);
    expect(answer(0, total('30'))).toEqual([]);
    expect(paginator.end()).toMatchObject({ position: 20, lastTotal: 30 });
  });

  test('never ends at a total that is too low', () => {
    const answer = drive(stepped(settings, 1));
    expect(answer(20, total('20'))).toEqual([20]);
    expect(answer(20, total('20'))).toEqual([40]);
  });

  test.each([
    ['text', total('50', 'string')],
    ['a number', total('50')],
  ])('takes a total as %s', (_name, envelope) => {
    const paginator = stepped(settings, 1);
    drive(paginator)(20, envelope);
    expect(paginator.end().lastTotal).toBe(50);
  });

  test.each([
    ['a word', total('many', 'string')],
    ['negative', total('-1')],
    ['a fraction', total('7.5')],
    ['empty', total('', 'string')],
    ['a list', total('', 'array')],
  ])('does without a total that is %s, and says so', (_name, envelope) => {
    const paginator = stepped(settings, 1);
    drive(paginator)(20, envelope);
    expect(paginator.end().lastTotal).toBeUndefined();
    expect(paginator.end().warnings[0]).toContain('/meta/total');
  });

  test.each(['/total', '/meta/total', '/meta/total_count', '/pagination/total'])(
    'looks for an unwritten total at %s',
    (pointer) => {
      const paginator = stepped(settings, 1);
      drive(paginator)(20, new Map([[pointer, { kind: 'number', text: '9' }]]));
      expect(paginator.end().lastTotal).toBe(9);
    },
  );

  describe('with a total_path that was written', () => {
    const written: OffsetSettings = { ...settings, total: { written: true, path: '/count' } };

    test('looks there only', () => {
      expect(stepped(written, 1).envelopePointers).toEqual(['/count']);
    });

    test('demands it on each page with rows', () => {
      const answer = drive(stepped(written, 1));
      expect(() => answer(20)).toThrow(/`total_path` \(\/count\) is not in the body/);
    });

    test('does without it on an empty page', () => {
      expect(drive(stepped(written, 1))(0)).toEqual([]);
    });
  });

  test('reads no total where it is switched off', () => {
    const off: OffsetSettings = { ...settings, total: { written: true, path: null } };
    const paginator = stepped(off, 1);
    expect(paginator.envelopePointers).toEqual([]);
    expect(drive(paginator)(20, total('20'))).toEqual([20]);
  });
});
