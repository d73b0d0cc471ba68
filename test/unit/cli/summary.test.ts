import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderSummary, renderTable } from '../../../src/cli/summary.ts';
import { lookOf } from '../../../src/cli/text.ts';
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
  reread: 0,
  seconds: 3661.4,
  warnings: ['deals, page 2: a flip of key types'],
  error: new SourceError('SOURCE_HTTP_STATUS', 'deals, page 3: GET answered 500 five times.', {
    cause: new Error('boom'),
  }),
});

const quiet = resourceReport({ reread: 0 });

describe('renderTable', () => {
  test('has columns for rows that were deleted or reread where there are any', () => {
    const deleting = resourceReport({ name: 'lists', reread: 0, deleted: 12 });
    expect(renderTable([quiet, deleting], plain).split('\n')[0]).toMatch(
      /^resource +verdict +received +inserted +updated +unchanged +deleted +seconds$/,
    );
    const lines = renderTable([deleting, resourceReport({ reread: 1_023 })], plain).split('\n');
    expect(lines[0]).toMatch(/ unchanged +deleted +reread +seconds$/);
    expect(lines[1]).toMatch(/ 0 +12 +0 +12\.3$/);
    expect(lines[2]).toMatch(/ 0 +0 +1,023 +12\.3$/);
  });

  test('has columns for rows that were carried, filtered or rejected if there are any', () => {
    const odd = resourceReport({ carried: 1, filtered: 2, rejected: 3, reread: 0 });
    const lines = renderTable([quiet, odd], plain).split('\n');
    expect(lines[0]).toMatch(/ unchanged +carried +filtered +rejected +seconds$/);
    expect(lines[2]).toMatch(/ 0 +1 +2 +3 +12\.3$/);
    expect(renderTable([quiet], plain)).not.toMatch(/carried|filtered|rejected/);
  });

  test.each([
    ['complete (overlap)', {}],
    ['complete (overlap) since 2026-11-29 21:40', { since: '2026-11-29T21:40:59.123Z' }],
    ['exhausted (total)', { verdict: 'exhausted', basis: 'total' }],
    ['incomplete (max_pages)', { verdict: 'incomplete', reason: 'max_pages' }],
  ] as const)('shows %s', (shown, over) => {
    expect(renderTable([resourceReport(over)], plain)).toContain(`  ${shown}  `);
  });

  test('shows a failure of the destination, which has no reason among those of walks', () => {
    const { basis: _, ...rest } = resourceReport({ verdict: 'incomplete', error: new Error('x') });
    expect(renderTable([rest], plain)).toContain('  incomplete (failed)  ');
  });

  test('aligns names left and numbers right', () => {
    expect(renderTable([quiet, failed], plain)).toBe(
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

test('the summary is the table with the notes below', () => {
  const report = {
    loadId: 'l',
    source: 'crm',
    verdict: 'incomplete' as const,
    startedAt: '2024-01-01T00:00:00Z',
    seconds: 1,
    resources: [resourceReport(), failed],
  };
  const lines = renderSummary(report, { verbose: false }, plain).split('\n');
  expect(lines.slice(3)).toEqual([
    'error: deals, page 3: GET answered 500 five times.',
    'warning: deals, page 2: a flip of key types',
    'deals: 1 row staged; the next run goes on from there',
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

test('what would prove exhausted walks is told once for all that it holds for', () => {
  const toProve = '`verify: passes` walks it until two passes agree.';
  const reports = ['deals', 'forms'].map((name) =>
    resourceReport({ name, verdict: 'exhausted', basis: 'end', toProve }),
  );
  const report = { resources: [quiet, ...reports] } as never;
  const summary = renderSummary(report, { verbose: false }, plain);
  expect(summary.split('\n').filter((line) => line.includes('exhausted, that is'))).toEqual([
    `deals, forms: exhausted, that is, nothing contradicts the API's own end, and nothing proves it. ${toProve}`,
  ]);
  expect(renderSummary(report, { verbose: false, require: 'complete' }, plain)).not.toContain(
    'that is',
  );
});
