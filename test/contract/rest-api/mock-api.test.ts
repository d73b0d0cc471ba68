import { describe, expect, test } from 'vitest';
import { PAGE_SIZE, POSTS, postsOf } from './posts-api.ts';
import { type Asked, clientOf, runConfig, type Script } from './scripted-api.ts';

const COMMENTS = 50;

interface Body {
  readonly post?: { readonly id: number };
}

/** Posts by JSON link; fifty comments of each post by offset; details of each post. */
function mockApi(postOf: (asked: Asked) => unknown): Script {
  return (asked) => {
    const { address, query } = asked;
    if (address.pathname === '/posts') {
      const page = Number(query.get('page') ?? 0);
      const isLast = (page + 1) * PAGE_SIZE >= POSTS.length;
      return { json: { data: postsOf(page), next: isLast ? null : `/posts?page=${page + 1}` } };
    }
    const post = Number(postOf(asked));
    if (!address.pathname.includes('comments')) return { json: { post, body: `Body ${post}` } };
    const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
    const size = Math.max(Math.min(limit, COMMENTS - offset), 0);
    const data = Array.from({ length: size }, (_, i) => ({ post, id: post * 100 + offset + i }));
    return { json: { data, total: COMMENTS } };
  };
}

const fromPath = ({ address }: Asked): unknown => address.pathname.split('/')[2];
const paginator = { type: 'offset', limit: 20 };

const BINDS = [
  {
    by: 'a parameter that is resolved into the path',
    endpoint: {
      path: 'posts/{post_id}/comments',
      params: { post_id: { type: 'resolve', resource: 'posts', field: 'id' } },
    },
    postOf: fromPath,
  },
  { by: 'the path', endpoint: { path: 'posts/{resources.posts.id}/comments' }, postOf: fromPath },
  {
    by: 'the query',
    endpoint: { path: 'comments', params: { post: '{resources.posts.id}' } },
    postOf: ({ query }: Asked) => query.get('post'),
  },
  {
    by: 'the JSON body',
    endpoint: { path: 'comments', method: 'POST', json: { post: { id: '{resources.posts.id}' } } },
    postOf: ({ body }: Asked) => (JSON.parse(body ?? '{}') as Body).post?.id,
  },
  {
    by: 'a header',
    endpoint: { path: 'comments', headers: { 'X-Post': '{resources.posts.id}' } },
    postOf: ({ headers }: Asked) => headers['x-post'],
  },
];

describe('25 posts with 50 comments each', () => {
  test.each(BINDS)('all of them come, in order, bound by $by', async ({ endpoint, postOf }) => {
    for (const concurrency of [1, 4]) {
      const { rows, asked, error, report } = await runConfig(
        {
          client: clientOf({ max_concurrency: concurrency, paginator: 'json_link' }),
          resources: ['posts', { name: 'comments', endpoint: { ...endpoint, paginator } }],
        },
        mockApi(postOf),
      );
      expect(error).toBeUndefined();
      expect(rows).toEqual(
        POSTS.flatMap(({ id }) =>
          Array.from({ length: COMMENTS }, (_, i) => ({ post: id, id: id * 100 + i })),
        ),
      );
      // five pages of posts, and three of the comments of each of them
      expect(asked).toHaveLength(5 + 25 * 3);
      expect(new Set(asked.filter((line) => !line.includes('comments'))).size).toBe(5);
      expect(report).toMatchObject({ received: 1250, verdict: 'exhausted' });
    }
  });

  test('details are one row for each post, with fields of it', async () => {
    const { rows, asked } = await runConfig(
      {
        client: clientOf({ paginator: 'json_link' }),
        resources: [
          'posts',
          {
            name: 'details',
            include_from_parent: ['title'],
            endpoint: 'posts/{resources.posts.id}',
          },
        ],
      },
      mockApi(fromPath),
    );
    expect(rows).toEqual(
      POSTS.map(({ id, title }) => ({ post: id, body: `Body ${id}`, _posts_title: title })),
    );
    expect(asked).toHaveLength(5 + 25);
  });

  test('two resources may depend on one, and one of these on a third', async () => {
    const { rows, error } = await runConfig(
      {
        client: clientOf({ paginator: 'json_link' }),
        resources: [
          { name: 'replies', endpoint: 'replies/{resources.details.body}' },
          { name: 'details', endpoint: 'posts/{resources.posts.id}' },
          {
            name: 'comments',
            endpoint: { path: 'posts/{resources.posts.id}/comments', paginator },
          },
          'posts',
        ],
      },
      (asked) =>
        asked.address.pathname.startsWith('/replies/')
          ? { json: { to: decodeURIComponent(asked.address.pathname.slice(9)) } }
          : mockApi(fromPath)(asked),
      { resource: 'replies' },
    );
    expect(error).toBeUndefined();
    expect(rows).toEqual(POSTS.map(({ id }) => ({ to: `Body ${id}` })));
  });
});
