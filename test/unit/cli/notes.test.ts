import { describe, expect, test } from 'vitest';
import { type NoteView, notesOf } from '../../../src/cli/notes.ts';
import { SourceError } from '../../../src/errors.ts';
import type { ResourceReport } from '../../../src/model.ts';
import { resourceReport } from '../../support/sync-report.ts';

const failed = resourceReport({
  name: 'deals',
  verdict: 'incomplete',
  reason: 'failed_page',
  inserted: 0,
  staged: 1,
  warnings: ['deals, page 2: a flip of key types'],
  error: new SourceError('SOURCE_HTTP_STATUS', 'deals, page 3: GET answered 500 five times.', {
    cause: new Error('boom'),
  }),
});

/** Notes as lines of text: `warning: …`. */
function linesOf(over: Partial<ResourceReport>, view: Partial<NoteView> = {}): string[] {
  const notes = notesOf(resourceReport(over), { verbose: false, ...view });
  return notes.map(({ kind, text }) => `${kind}: ${text}`);
}

describe('notesOf', () => {
  test('tells errors and warnings first, each with its resource once', () => {
    expect(notesOf(failed, { verbose: false })).toEqual([
      { kind: 'error', text: 'deals, page 3: GET answered 500 five times.' },
      { kind: 'warning', text: 'deals, page 2: a flip of key types' },
      { kind: 'info', text: 'deals: 1 row staged; the next run goes on from there' },
    ]);
  });

  test('has the stacks of an error and its causes only when asked', () => {
    expect(notesOf(failed, { verbose: false })[0]?.text).not.toContain('boom');
    expect(notesOf(failed, { verbose: true })[0]?.text).toMatch(
      /SourceError: deals, page 3[\s\S]*\n {4}at [\s\S]*caused by: Error: boom\n {4}at /,
    );
  });

  test.each<[what: string, over: Partial<ResourceReport>, line: string]>([
    ['a warning', { warnings: ['odd'] }, 'warning: contacts: odd'],
    ['rejected rows', { rejected: 2 }, 'warning: contacts: 2 rows rejected'],
    [
      'rows that were not written',
      { discarded: 3 },
      'warning: contacts: 3 rows received but not written',
    ],
    [
      'copies that the API sent',
      { duplicates: 1 },
      'info: contacts: 1 row came more than once; the last copy of each counts',
    ],
    [
      'what an earlier run had staged',
      { resumed: true, carried: 1_400, since: '2026-11-29T21:40:59.123Z' },
      'info: contacts: went on from where an earlier run had ended: 1,400 rows carried',
    ],
    [
      'what an earlier run had staged up to its end',
      { resumed: true, carried: 1_400 },
      'info: contacts: an earlier run had staged 1,400 rows up to the end of its walk; this run began anew',
    ],
    [
      'a try',
      { verdict: 'incomplete', reason: 'max_pages' },
      'info: contacts: a try, ended by --max-pages: all 2,317 rows that the API tells were read, and no row was deleted',
    ],
    [
      'a try that left rows',
      { verdict: 'incomplete', reason: 'max_pages', received: 2316 },
      'info: contacts: a try, ended by --max-pages: what lies behind its last page was not read, and no row was deleted',
    ],
    [
      'a try that told no total',
      { verdict: 'incomplete', reason: 'max_pages', total: 5000 },
      'info: contacts: a try, ended by --max-pages: what lies behind its last page was not read, and no row was deleted',
    ],
    [
      'rows that changed places',
      { verdict: 'drifted' },
      'info: contacts: rows changed places while they were read; a parameter that asks for a fixed order, in `endpoint.params`, is the cure',
    ],
  ])('tells %s', (_, over, line) => {
    expect(linesOf(over)).toEqual([line]);
  });

  test('does not speak of parameters where rows left for good', () => {
    const { table: _, ...report } = resourceReport({ verdict: 'drifted' });
    expect(notesOf(report, { verbose: false })).toEqual([
      {
        kind: 'info',
        text: 'contacts: what left could not be taken back; into a database such rows are read again',
      },
    ]);
  });

  test('says nothing of a load that went well, whatever was required', () => {
    expect(linesOf({})).toEqual([]);
    expect(linesOf({}, { require: 'complete' })).toEqual([]);
    expect(linesOf({ verdict: 'exhausted', basis: 'end' }, { require: 'exhausted' })).toEqual([]);
  });

  test('names the way from exhausted to complete where that is required', () => {
    const toProve = '`verify: passes` walks it until two passes agree.';
    const report = { verdict: 'exhausted', basis: 'end', toProve } as const;
    expect(linesOf(report, { require: 'complete' })).toEqual([
      `warning: contacts: exhausted (end) is less than --require complete. ${toProve}`,
    ]);
  });
});
