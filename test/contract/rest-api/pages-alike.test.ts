import { describe, expect, test } from 'vitest';
import { POSTS } from './posts-api.ts';
import { onePosts, runConfig } from './scripted-api.ts';

/** Pages without rows in front of the one that has some. */
const EMPTY = 20;

describe('many empty pages in a row do not end what they are not to end', () => {
  test.each<readonly [what: string, paginator: object]>([
    ['cursor', { type: 'cursor', cursor_path: 'next' }],
    ['json_link', { type: 'json_link' }],
    ['header_link', { type: 'header_link' }],
    ['header_cursor', { type: 'header_cursor' }],
    [
      'offset',
      {
        type: 'offset',
        limit: 5,
        stop_after_empty_page: false,
        total_path: null,
        maximum_offset: 105,
      },
    ],
    [
      'page_number',
      { type: 'page_number', stop_after_empty_page: false, total_path: null, maximum_page: 21 },
    ],
  ])('%s', async (_, paginator) => {
    const { rows, error, requests } = await runConfig(onePosts({ paginator }), ({ index }) => {
      const isLast = index === EMPTY;
      const next = `/posts?p=${index + 1}`;
      return {
        json: { data: isLast ? POSTS.slice(0, 5) : [], next: isLast ? null : next },
        headers: isLast ? {} : { link: `<${next}>; rel="next"`, next },
      };
    });
    expect(error).toBeUndefined();
    expect(requests).toHaveLength(EMPTY + 1);
    expect(rows).toEqual(POSTS.slice(0, 5));
  });
});

describe('pages that are alike are rows all the same where the API leads on', () => {
  test.each(['cursor', 'json_link', 'header_cursor'])('%s', async (type) => {
    const paginator = type === 'cursor' ? { type, cursor_path: 'next' } : { type };
    const { rows, error } = await runConfig(onePosts({ paginator }), ({ index }) => ({
      json: { data: [{ count: 0 }], next: index < 9 ? `?day=${index}` : null },
      headers: index < 9 ? { next: `?day=${index}` } : {},
    }));
    expect(error).toBeUndefined();
    expect(rows).toEqual(Array(10).fill({ count: 0 }));
  });

  test('but not for ever', async () => {
    const { error, requests } = await runConfig(
      onePosts({ paginator: { type: 'cursor', cursor_path: 'next' } }),
      ({ index }) => ({ json: { data: [{ count: 0 }], next: `c${index}` } }),
    );
    expect(error).toMatchObject({ code: 'SOURCE_PAGE_LOOP' });
    expect(requests.length).toBeLessThan(20);
  });

  test('a page number that the API does not know is found at once', async () => {
    const { error, requests } = await runConfig(
      onePosts({ paginator: { type: 'page_number', total_path: null, page_param: 'wrong' } }),
      () => ({ json: POSTS.slice(0, 5) }),
    );
    expect(error).toMatchObject({ code: 'SOURCE_PAGE_LOOP' });
    expect(requests).toHaveLength(3);
  });
});
