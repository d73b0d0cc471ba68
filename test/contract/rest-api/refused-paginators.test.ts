import { describe, expect, test } from 'vitest';
import { POSTS } from './posts-api.ts';
import { onePosts, runConfig } from './scripted-api.ts';

describe('a configuration that can not be meant', () => {
  const offset = { type: 'offset', limit: 5 };
  test.each([
    ['offset as a string', 'offset', 'limit'],
    ['offset without a limit', { type: 'offset' }, 'limit'],
    ['a limit as text', { type: 'offset', limit: '5' }, 'limit'],
    [
      'both places of an offset',
      { ...offset, offset_param: 'o', offset_body_path: 'o' },
      'offset_body_path',
    ],
    [
      'both places of a limit',
      { ...offset, limit_param: 'l', limit_body_path: 'l' },
      'limit_body_path',
    ],
    ['an empty offset_param', { ...offset, offset_param: '' }, 'offset_param'],
    ['an empty offset_body_path', { ...offset, offset_body_path: '' }, 'offset_body_path'],
    ['an empty limit_param', { ...offset, limit_param: '' }, 'limit_param'],
    ['an empty limit_body_path', { ...offset, limit_body_path: '' }, 'limit_body_path'],
    [
      'an offset that nothing ends',
      { ...offset, total_path: null, stop_after_empty_page: false },
      'stop_after_empty_page',
    ],
    [
      'both places of a page',
      { type: 'page_number', page_param: 'p', page_body_path: 'p' },
      'page_body_path',
    ],
    ['an empty page_param', { type: 'page_number', page_param: '' }, 'page_param'],
    ['an empty page_body_path', { type: 'page_number', page_body_path: '' }, 'page_body_path'],
    [
      'pages that nothing ends',
      { type: 'page_number', total_path: null, stop_after_empty_page: false },
      'stop_after_empty_page',
    ],
    [
      'both places of a cursor',
      { type: 'cursor', cursor_param: 'c', cursor_body_path: 'c' },
      'cursor_body_path',
    ],
    ['an option of another type', { type: 'page_number', limit: 5 }, 'limit'],
    ['a type that there is not', 'pages', 'page_number'],
    ['an object without a type', { limit: 5 }, 'type'],
    ['a path that is no JSONPath', { type: 'json_link', next_url_path: 'a[' }, 'next_url_path'],
  ])('%s is refused before anything is asked for', async (_, paginator, says) => {
    const run = runConfig(onePosts({ paginator }), () => ({ json: [] }));
    await expect(run).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(run).rejects.toThrow(says);
  });

  test.each([
    { total_path: 'total' },
    { maximum_offset: 10 },
    { has_more_path: 'more' },
    { stop_after_empty_page: true },
  ])('%o alone is enough to end offsets', async (end) => {
    const none = { ...offset, total_path: null, stop_after_empty_page: false };
    const { error, rows } = await runConfig(
      onePosts({ paginator: { ...none, ...end } }),
      ({ index }) => ({
        json: {
          data: index < 2 ? POSTS.slice(index * 5, index * 5 + 5) : [],
          total: 10,
          more: index < 1,
        },
      }),
    );
    expect(error).toBeUndefined();
    expect(rows).toHaveLength(10);
  });
});
