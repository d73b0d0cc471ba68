import { describe, expect, test } from 'vitest';
import { POSTS } from './posts-api.ts';
import { onePosts, runConfig } from './scripted-api.ts';

describe('offsets without a total', () => {
  const offset = { type: 'offset', limit: 5 };
  test.each([
    { total_path: 'total' },
    { maximum_offset: 10 },
    { has_more_path: 'more' },
    { stop_after_empty_page: true },
  ])('%o alone is enough to end them', async (end) => {
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
