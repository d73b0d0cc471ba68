import { expect, test } from 'vitest';
import { renderCheck, renderProblems } from '../../../src/cli/render-check.ts';
import type { PageCheck, ResourceCheck } from '../../../src/index.ts';

const page: PageCheck = {
  status: 200,
  rows: 20,
  selector: 'contacts',
  paginator: 'offset',
  total: 2_317,
  hasNext: true,
  repeatedKeys: 0,
};

function check(over: Partial<ResourceCheck> = {}): ResourceCheck {
  return {
    name: 'contacts',
    table: 'contacts',
    write: 'merge',
    primaryKey: ['id'],
    paginator: 'offset',
    selector: 'contacts',
    readsWhole: false,
    verdict: 'complete (overlap)',
    page,
    warnings: [],
    ...over,
  };
}

function render(...resources: ResourceCheck[]): string[] {
  return renderCheck({ source: 'crm', resources }, '/a/crm.yaml').split('\n');
}

test('shows what a sync would do, and the first page', () => {
  expect(render(check())).toEqual([
    '/a/crm.yaml: valid, 1 resource.',
    'resource  table     write        paginator  rows at   best verdict        first page',
    'contacts  contacts  merge on id  offset     contacts  complete (overlap)  20 rows of 2,317, more follow',
  ]);
});

test('leaves out what is said of no resource: parents, cursors, and pages that were not asked for', () => {
  const { page: _, ...offline } = check();
  expect(render(offline)[1]).toBe(
    'resource  table     write        paginator  rows at   best verdict',
  );
});

test('shows parents, cursors and what was found out', () => {
  const found = check({
    paginator: 'auto',
    selector: 'auto',
    parent: 'lists',
    incremental: 'updated_at',
    write: 'append',
    primaryKey: [],
    page: { ...page, rows: 1, hasNext: false, paginator: 'json_link', selector: 'data.items' },
  });
  const { total: _, ...untold } = page;
  const bare = check({ name: 'b', primaryKey: ['a', 'b'], page: untold });
  const [, head, first, second] = render(found, bare);
  expect(head?.split(/ {2,}/)).toEqual([
    'resource',
    'table',
    'write',
    'paginator',
    'rows at',
    'parent',
    'cursor',
    'best verdict',
    'first page',
  ]);
  expect(first).toContain('  append  ');
  expect(first).toContain('json_link (found)');
  expect(first).toContain('data.items (found)');
  expect(first).toMatch(/ lists +updated_at +.* 1 row of 2,317$/);
  expect(second).toContain('merge on a, b');
  expect(second).toMatch(/ {2}20 rows, more follow$/);
});

test('says under the table what to look at, each as one sentence, and what failed', () => {
  const { page: _, ...failed } = check({ name: 'deals', error: new Error('deals, page 1: no.') });
  const warnings = ['the first page has no rows', 'The API tells more.'];
  const resources = [check({ warnings, readsWhole: true }), failed];
  const lines = render(...resources);
  expect(lines[3]).toMatch(/ {2}failed$/);
  expect(lines[4]).toMatch(
    /^contacts: pages are read whole, up to `limits.whole_page_bytes`; .*\.$/,
  );
  const problems = renderProblems({ source: 'crm', resources });
  expect(lines.slice(5)).toEqual(problems);
  expect(problems).toEqual([
    'warning: contacts: the first page has no rows.',
    'warning: contacts: The API tells more.',
    'error: deals, page 1: no.',
  ]);
});
