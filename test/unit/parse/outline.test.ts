import { describe, expect, test } from 'vitest';
import type { JsonNode } from '../../../src/model.ts';
import { DEFAULT_LIMITS } from '../../../src/parse/limits.ts';
import { createPageReader, type PageSummary, type RowSelector } from '../../../src/parse/page.ts';
import { writeTree } from '../../../src/parse/tree.ts';

async function read(body: string, selector: RowSelector, needsTree = false): Promise<PageSummary> {
  const reader = createPageReader({
    resource: 'items',
    selector,
    keyFields: [],
    envelopePointers: [],
    limits: DEFAULT_LIMITS,
  });
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(body);
  };
  const batches = reader(chunks(), { pass: 1, page: 1, needsTree });
  for (;;) {
    const next = await batches.next();
    if (next.done) return next.value;
  }
}

/** An outline with a word at the list of rows. */
function plain(node: JsonNode): unknown {
  if (node.kind === 'object') {
    return Object.fromEntries([...node.members].map(([name, member]) => [name, plain(member)]));
  }
  if (node.kind !== 'array') return node.text;
  return node.isRows === true ? 'rows' : node.items.map(plain);
}

interface OutlineCase {
  readonly it: string;
  readonly body: unknown;
  readonly selector: RowSelector;
  readonly outline: unknown;
  readonly isList?: boolean;
}

const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };

const CASES: readonly OutlineCase[] = [
  {
    it: 'keeps what stands before and behind the rows, and nothing of them',
    body: { meta: { total: 2 }, data: [{ id: 1, total: 9 }, { id: 2 }], next: 'x' },
    selector: ['data'],
    outline: { meta: { total: 2 }, data: [], next: 'x' },
  },
  {
    it: 'keeps nothing of a list that is the body',
    body: [{ id: 1 }, { id: 2 }],
    selector: [],
    outline: [],
  },
  {
    it: 'keeps nothing of an object that is the only row',
    body: { ok: true, user: { id: 1, total: 300 } },
    selector: ['user'],
    outline: { ok: true, user: {} },
    isList: false,
  },
  {
    it: 'keeps other lists up to 20 items',
    body: { rows: [], links: Array.from({ length: 30 }, (_, i) => ({ rel: `r${i}` })) },
    selector: ['rows'],
    outline: { rows: [], links: Array.from({ length: 20 }, (_, i) => ({ rel: `r${i}` })) },
  },
  {
    it: 'is empty below five names',
    body: { rows: [], ...deep },
    selector: ['rows'],
    outline: { rows: [], a: { b: { c: { d: { e: {} } } } } },
  },
  {
    it: 'takes no value outside of the rows for one of them',
    body: { rows: [null, true, 1], next: null, ok: true, list: [null] },
    selector: ['rows'],
    outline: { rows: [], next: null, ok: true, list: [null] },
  },
  {
    it: 'cuts long texts',
    body: { rows: [], message: 'x'.repeat(10_000) },
    selector: ['rows'],
    outline: { rows: [], message: 'x'.repeat(4_096) },
  },
];

describe('the outline of a page', () => {
  test.each(CASES)(
    '$it, streamed and whole',
    async ({ body, selector, outline, isList = true }) => {
      const streamed = await read(JSON.stringify(body), selector);
      const whole = await read(JSON.stringify(body), selector, true);
      for (const end of [streamed, whole]) {
        expect(JSON.parse(writeTree(end.outline))).toEqual(outline);
        expect(end.isList).toBe(isList);
      }
    },
  );

  test.each<readonly [it: string, selector: RowSelector, marked: boolean]>([
    ['names lead there', ['a', 'list'], true],
    ['a path leads there', { path: '$.a.list' }, true],
    ['a path selects its elements', { path: '$.a.list[*]' }, true],
    ['a path selects some of them', { path: '$.a.list[?(@.id==2)]' }, true],
    ['the row is an object', ['a'], false],
  ])('marks the list of the rows if %s', async (_, selector, isMarked) => {
    const body = JSON.stringify({ other: [1], a: { list: [{ id: 1 }, { id: 2 }] } });
    const { outline } = await read(body, selector);
    expect(JSON.stringify(plain(outline)).includes('"list":"rows"')).toBe(isMarked);
    expect(JSON.stringify(plain(outline))).not.toContain('id');
  });

  test('leaves out the rows that a path selects inside of other lists', async () => {
    const body = {
      edges: [
        { cursor: 'a', node: { id: 1 } },
        { cursor: 'b', node: { id: 2 } },
      ],
    };
    const end = await read(JSON.stringify(body), { path: '$.edges[*].node' });
    expect(JSON.parse(writeTree(end.outline))).toEqual({
      edges: [
        { cursor: 'a', node: {} },
        { cursor: 'b', node: {} },
      ],
    });
    expect(end.isList).toBe(true);
  });

  test('holds no more than 1,000 values, however many there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`n${i}`, i]));
    const end = await read(JSON.stringify({ ...many, rows: [] }), ['rows']);
    expect(end.outline.kind === 'object' && end.outline.members.size).toBe(999);
  });
});
