import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { lookOf } from '../../../src/cli/paint.ts';
import { notesOf, renderSummary, renderTable } from '../../../src/cli/summary.ts';
import { SourceError } from '../../../src/errors.ts';
import { resourceReport } from '../../support/sync-report.ts';

const plain = (_colour: string, text: string): string => text;
const failed = resourceReport({
  name: 'deals',
  verdict: 'incomplete',
  reason: 'failed_page',
  received: 1_234_567,
  inserted: 0,
  staged: 1,
  seconds: 3661.4,
  warnings: ['deals, page 2: a flip of key types'],
  error: new SourceError('SOURCE_HTTP_STATUS', 'deals, page 3: GET answered 500 five times.', {
    cause: new Error('boom'),
  }),
});

describe('renderTable', () => {
  test('aligns names left and numbers right', () => {
    expect(renderTable([resourceReport(), failed], plain)).toBe(
      [
        'resource  verdict                    received  inserted  updated  unchanged  seconds',
        'contacts  complete (overlap)            2,317     2,317        0          0     12.3',
        'deals     incomplete (failed_page)  1,234,567         0        0          0    3,661',
      ].join('\n'),
    );
  });

  test('colours do not move columns', () => {
    const { paint } = lookOf({ isTTY: true }, {});
    const painted = renderTable([resourceReport(), failed], paint);
    expect(painted).toContain('\u001b[');

    expect(stripVTControlCharacters(painted)).toBe(renderTable([resourceReport(), failed], plain));
  });
});

describe('notesOf', () => {
  test('tells errors, warnings and rows that are not in the table, each with its resource once', () => {
    expect(notesOf(failed, false)).toEqual([
      { kind: 'error', text: 'deals, page 3: GET answered 500 five times.' },
      { kind: 'warning', text: 'deals, page 2: a flip of key types' },
      {
        kind: 'info',
        text: 'deals: 1 row staged; the next run drops them and reads everything again',
      },
    ]);
    const odd = resourceReport({ rejected: 2, discarded: 3, carried: 4, warnings: ['odd'] });
    expect(notesOf(odd, false).map(({ text }) => text)).toEqual([
      'contacts: odd',
      'contacts: 2 rows rejected',
      'contacts: 3 rows received but not written',
      'contacts: 4 rows taken over from an earlier run',
    ]);
  });

  test('has the stacks of an error and its causes only when asked', () => {
    expect(notesOf(failed, false)[0]?.text).not.toContain('boom');
    expect(notesOf(failed, true)[0]?.text).toMatch(
      /SourceError: deals, page 3[\s\S]*\n {4}at [\s\S]*caused by: Error: boom\n {4}at /,
    );
  });
});

test('the summary is the table with the notes below', () => {
  const report = {
    loadId: 'l',
    source: 'crm',
    verdict: 'incomplete' as const,
    startedAt: '2024-01-01T00:00:00Z',
    seconds: 1,
    resources: [resourceReport(), failed],
  };
  const lines = renderSummary(report, false, plain).split('\n');
  expect(lines.slice(3)).toEqual([
    'error: deals, page 3: GET answered 500 five times.',
    'warning: deals, page 2: a flip of key types',
    'deals: 1 row staged; the next run drops them and reads everything again',
  ]);
});

test.each([
  ['no terminal', {}, {}, false, false],
  ['a terminal', { isTTY: true }, {}, true, true],
  ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, true, false],
  ['an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true, true],
  ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, false, false],
])('%s', (_name, stream, env, live, coloured) => {
  const look = lookOf(stream, env);
  expect(look.live).toBe(live);
  expect(look.paint('red', 'x') !== 'x').toBe(coloured);
});
