import { expect, test } from 'vitest';
import type { PaginatorSettings } from '../../../src/pagination/settings.ts';
import { wayToProof } from '../../../src/source/outcome.ts';

const LINK: PaginatorSettings = { type: 'json_link', nextUrlPath: '/next' };
const OFFSET: PaginatorSettings = {
  type: 'offset',
  limit: 10,
  offset: 0,
  offsetParam: 'offset',
  limitParam: 'limit',
  total: { written: false },
};

test.each([
  ['links', LINK, ['id'], 'overlap', /`verify: passes`/],
  ['the first page alone', { type: 'auto' }, ['id'], 'overlap', /`single_page`/],
  ['offsets that were counted', OFFSET, ['id'], 'total', /^`verify: overlap` proves it/],
  ['offsets that share no row', OFFSET, ['id'], 'overlap', /`verify: passes`/],
  ['rows without a key', OFFSET, [], 'total', /`primary_key`/],
] as const)(
  'the way from exhausted to complete, of %s',
  (_, paginator, primaryKey, verify, way) => {
    expect(wayToProof({ paginator, primaryKey }, verify)).toMatch(way);
  },
);

test('links are never told to overlap', () => {
  for (const verify of ['overlap', 'passes', 'total', 'off'] as const) {
    expect(wayToProof({ paginator: LINK, primaryKey: ['id'] }, verify)).not.toContain('overlap');
  }
});
