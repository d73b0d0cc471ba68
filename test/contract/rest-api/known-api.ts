import { expect } from 'vitest';
import { type Asked, ORIGIN, onePosts, runConfig, type ScriptedAnswer } from './scripted-api.ts';

/** 25 rows in pages of ten. */
export const ITEMS = Array.from({ length: 25 }, (_, id) => ({ id, name: `Item ${id}` }));
export const SIZE = 10;

export interface Slice {
  readonly rows: readonly unknown[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: number | undefined;
  readonly start: number;
}

/** A well-known first page: an API that ignores every parameter but its own. */
export interface Known {
  readonly api: string;
  /** The start of the page that is asked for; NaN for none. */
  readonly read: (asked: Asked) => number;
  readonly page: (slice: Slice, asked: Asked) => ScriptedAnswer | object;
  readonly endpoint?: Readonly<Record<string, unknown>>;
}

export const param =
  (name: string, scale = 1, base = 0) =>
  ({ query }: Asked): number => {
    const text = query.get(name);
    return text === null ? 0 : (Number(text.replace(/^c/, '')) - base) * scale;
  };
export const inBody =
  (...path: readonly string[]) =>
  ({ body }: Asked): number => {
    const value = path.reduce<unknown>(
      (node, name) => (node as Record<string, unknown> | undefined)?.[name],
      JSON.parse(body ?? '{}'),
    );
    return Number(String(value ?? 0).replace(/^c/, ''));
  };
/** A cursor that is no number. */
export const cursorOf = (next: number | undefined): string | null =>
  next === undefined ? null : `c${next}`;
export const urlOf = (next: number | undefined): string | null =>
  next === undefined ? null : `${ORIGIN}/posts?at=${next}`;
export const pageOf = (start: number): number => start / SIZE + 1;
export const post = (json: object): Readonly<Record<string, unknown>> => ({ method: 'POST', json });

/** Asks an API for all its rows with nothing written but the path: none is missing, and few requests are made. */
export async function followsToTheEnd({ read, page, endpoint = {} }: Known): Promise<void> {
  const { rows, report, error, asked } = await runConfig(
    onePosts({ path: 'posts', ...endpoint }),
    (request) => {
      const start = Math.max(read(request) || 0, 0);
      const end = Math.min(start + SIZE, ITEMS.length);
      const slice = {
        rows: ITEMS.slice(start, end),
        next: end < ITEMS.length ? end : undefined,
        start,
      };
      const told = page(slice, request);
      return 'json' in told ? told : { json: told };
    },
  );
  expect(error).toBeUndefined();
  expect(rows).toEqual(ITEMS);
  expect(report).toMatchObject({ verdict: 'exhausted' });
  expect(asked.length).toBeLessThan(9);
}
