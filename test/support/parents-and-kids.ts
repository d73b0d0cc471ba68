import { offsets, slice } from './family-suite.ts';

/** A parent with a cursor, 12 rows on three pages, and three children of each of them on two pages. */
export const MERGE = { primary_key: 'id', write_disposition: 'merge' };
export const APPEND = { primary_key: 'id', write_disposition: 'append' };
export const PARENTS = {
  name: 'parents',
  endpoint: { paginator: offsets(4), incremental: { cursor_path: 'at', initial_value: 0 } },
};
export const kids = (more: object = MERGE) => ({
  name: 'kids',
  endpoint: { path: 'kids/{resources.parents.id}', data_selector: 'data', paginator: offsets(2) },
  ...more,
});
export const ROWS = Array.from({ length: 12 }, (_, id) => ({ id, at: 1 + id }));
export const kidsOf = (path: string) =>
  [0, 1, 2].map((i) => ({ id: Number(path.slice(6)) * 10 + i }));
export const one = { retry: { attempts: 1 } };
/** Answers everything as it is. */
export const fine = (path: string, asked: URLSearchParams): unknown =>
  slice(path === '/parents' ? ROWS : kidsOf(path), asked);
