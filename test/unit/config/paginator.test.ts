import { describe, expect, test } from 'vitest';
import type { PaginatorConfig } from '../../../src/config/format/config-types.ts';
import {
  paginatorIdentity,
  paginatorSettings,
  registerPaginator,
} from '../../../src/config/format/paginator.ts';
import { config, issuesOf } from '../../support/config-issues.ts';

const ends = { stopAfterEmptyPage: true };

describe('A paginator', () => {
  test.each<[string, PaginatorConfig | null, unknown]>([
    ['none', null, { type: 'auto' }],
    ['auto', 'auto', { type: 'auto' }],
    ['single_page', { type: 'single_page' }, { type: 'single_page' }],
    ['json_link', 'json_link', { type: 'json_link', nextUrlPath: '/next' }],
    [
      'json_response, the old word',
      { type: 'json_response', next_url_path: "links['@next']" },
      { type: 'json_link', nextUrlPath: '/links/@next' },
    ],
    ['header_link', 'header_link', { type: 'header_link', linksNextKey: 'next' }],
    [
      'header_cursor',
      'header_cursor',
      { type: 'header_cursor', cursorKey: 'next', cursorParam: 'cursor' },
    ],
    [
      'cursor',
      'cursor',
      {
        type: 'cursor',
        cursorPath: '/cursors/next',
        place: { kind: 'param', name: 'cursor' },
        stopAfterEmptyPage: false,
      },
    ],
    [
      'cursor in the body',
      { type: 'cursor', cursor_body_path: 'a.b', cursor_path: 'm[0].c', has_more_path: 'more' },
      {
        type: 'cursor',
        cursorPath: expect.stringMatching(/^\$.*0.*c/),
        place: { kind: 'body', path: ['a', 'b'] },
        stopAfterEmptyPage: false,
        hasMorePath: '/more',
      },
    ],
    [
      'page_number',
      'page_number',
      {
        type: 'page_number',
        basePage: 0,
        page: 0,
        place: { kind: 'param', name: 'page' },
        totalPath: '/total',
        isTotalWritten: false,
        ...ends,
      },
    ],
    [
      'page_number, written out',
      { type: 'page_number', base_page: 1, maximum_page: 9, total_path: null, page_param: 'p' },
      {
        type: 'page_number',
        basePage: 1,
        page: 1,
        place: { kind: 'param', name: 'p' },
        totalPath: null,
        isTotalWritten: true,
        maximumPage: 9,
        ...ends,
      },
    ],
    [
      'page_number with empty paths, which are none',
      { type: 'page_number', total_path: '', has_more_path: '' },
      {
        type: 'page_number',
        basePage: 0,
        page: 0,
        place: { kind: 'param', name: 'page' },
        totalPath: null,
        isTotalWritten: true,
        ...ends,
      },
    ],
    [
      'offset in the body',
      {
        type: 'offset',
        limit: 5,
        offset_body_path: 'o',
        limit_body_path: 'a.l',
        maximum_offset: 50,
      },
      {
        type: 'offset',
        limit: 5,
        offset: 0,
        offsetParam: 'offset',
        limitParam: 'limit',
        offsetBodyPath: ['o'],
        limitBodyPath: ['a', 'l'],
        total: { written: false },
        maximumOffset: 50,
        ...ends,
      },
    ],
  ])('has every default in place: %s', (_, paginator, settings) => {
    expect(paginatorSettings(paginator)).toEqual(settings);
  });

  test('that was registered is made of its options, and told apart by them', () => {
    const made = { next: () => null };
    const seen: unknown[] = [];
    const mine = registerPaginator('mine', (options) => {
      seen.push(options);
      return made;
    });
    const written = { type: mine, size: 3 };
    expect(paginatorIdentity(written)).toEqual(written);
    expect(seen).toEqual([]);
    expect(paginatorSettings(written)).toEqual({ type: 'own', paginator: made });
    expect(paginatorSettings(mine)).toEqual({ type: 'own', paginator: made });
    expect(seen).toEqual([{ size: 3 }, {}]);
    expect(paginatorIdentity(made)).toBe('own');
  });

  test.each(['offset', 'auto', ''])('can not be registered as %j', (name) => {
    expect(() => registerPaginator(name, () => ({ next: () => null }))).toThrow(
      /registerPaginator\(\): /,
    );
  });

  const _both = { offset_param: 'a', offset_body_path: 'b' };
  test('an offset with an empty total path has none, as with null', () => {
    const totalOf = (total_path: string | null) =>
      paginatorSettings({ type: 'offset', limit: 1, total_path });
    expect(totalOf('')).toEqual(totalOf(null));
    expect(totalOf('')).toMatchObject({ total: { written: true, path: null } });
  });

  const endless = { total_path: null, stop_after_empty_page: false };
  test.each([
    { type: 'offset', limit: 1, ...endless, maximum_offset: 9 },
    { type: 'offset', limit: 1, ...endless, has_more_path: 'more' },
    { type: 'offset', limit: 1, total_path: null },
    { type: 'offset', limit: 1, offset_param: null, offset_body_path: null },
  ])('that can end is taken: %j', (paginator) => {
    expect(() => issuesOf(config({ endpoint: { paginator } }))).toThrow('was not refused');
  });
});
