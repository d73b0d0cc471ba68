import type { Asked, Script, ScriptedAnswer } from './scripted-api.ts';

/** 25 posts in pages of five. */
export const POSTS: readonly { readonly id: number; readonly title: string }[] = Array.from(
  { length: 25 },
  (_, id) => ({ id, title: `Post ${id}` }),
);

export const PAGE_SIZE = 5;
export const PAGES = POSTS.length / PAGE_SIZE;

/** The posts of a page, counted from 0. */
export function postsOf(page: number): readonly unknown[] {
  return POSTS.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
}

/** Pages by number, from `base` on, with what `envelope` says beside the posts. */
export function numbered(
  base: number,
  envelope: (page: number) => object,
  read: (asked: Asked) => unknown = ({ query }) => query.get('page') ?? base,
): Script {
  return (asked) => {
    const page = Number(read(asked)) - base;
    return { json: { data: postsOf(page), ...envelope(page) } };
  };
}

/** Pages by offset and limit. */
export function byOffset(
  envelope: (offset: number) => object,
  read: (asked: Asked) => readonly [offset: unknown, limit: unknown] = ({ query }) => [
    query.get('offset'),
    query.get('limit'),
  ],
): Script {
  return (asked) => {
    const [offset, limit] = read(asked).map(Number) as [number, number];
    return { json: { data: POSTS.slice(offset, offset + limit), ...envelope(offset) } };
  };
}

/** Pages whose way on `next` gives: the number of a page goes in and comes back in a `page` or `cursor`. */
export function linked(
  next: (page: number, asked: Asked) => ScriptedAnswer | object,
  read: (asked: Asked) => unknown = ({ query }) => query.get('page') ?? 0,
): Script {
  return (asked) => {
    const page = Number(read(asked));
    const { headers, ...body } = next(page, asked) as { headers?: Record<string, string> };
    return {
      json: { data: postsOf(page), ...body },
      ...(headers === undefined ? {} : { headers }),
    };
  };
}
