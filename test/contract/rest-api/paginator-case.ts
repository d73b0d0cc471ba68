import { expect } from 'vitest';
import { POSTS } from './posts-api.ts';
import { type Asked, onePosts, runConfig, type Script } from './scripted-api.ts';

/** What an endpoint with a paginator asks for, and which posts it gives. */
export interface PaginatorCase {
  readonly it: string;
  readonly paginator: unknown;
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly script: Script;
  readonly asked: readonly string[];
  /** How many posts come, from the first one. Default: all. */
  readonly rows?: number;
  /** Bodies of the requests. */
  readonly bodies?: readonly unknown[];
  readonly error?: { readonly code: string; readonly says: string };
}

/** The body of a request as an object. */
export function bodyOf({ body }: Asked): Readonly<Record<string, unknown>> {
  return JSON.parse(body ?? '{}');
}

/** Runs the case against its script. */
export async function checkPaginator({
  paginator,
  endpoint = {},
  script,
  ...expected
}: PaginatorCase): Promise<void> {
  const { asked, rows, error, requests } = await runConfig(
    onePosts({ paginator, ...endpoint }),
    script,
  );
  expect(asked).toEqual(expected.asked);
  if (expected.bodies !== undefined) {
    expect(requests.map(({ body }) => JSON.parse(body ?? 'null'))).toEqual(expected.bodies);
  }
  expect(rows).toEqual(POSTS.slice(0, expected.rows ?? POSTS.length));
  if (expected.error === undefined) {
    expect(error).toBeUndefined();
  } else {
    expect(error).toMatchObject({ code: expected.error.code });
    expect(String(error)).toContain(expected.error.says);
  }
}
