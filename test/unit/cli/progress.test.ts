import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { quietProgress } from '../../../src/cli/progress/choose-progress.ts';
import { jsonLog, plainProgress } from '../../../src/cli/progress/line-progress.ts';
import { liveProgress } from '../../../src/cli/progress/live-progress.ts';
import type { Progress } from '../../../src/cli/progress/progress.ts';
import { SourceError } from '../../../src/errors.ts';
import type { SluiceEvent } from '../../../src/events.ts';
import type { SyncReport } from '../../../src/model.ts';
import { resourceReport } from '../../support/sync-report.ts';

const { basis: _, ...report } = resourceReport();
const failure = { ...report, verdict: 'incomplete', reason: 'failed_page' } as const;
const error = new SourceError('SOURCE_TIMEOUT', 'contacts, page 3: timed out', {
  context: { page: 3 },
});

function page(resource: string, number: number, total?: number): SluiceEvent {
  return {
    type: 'page',
    resource,
    page: number,
    rows: 100,
    received: number * 100,
    ...(total !== undefined && { total }),
  };
}

function retry(resource: string): SluiceEvent {
  return { type: 'retry', resource, page: 1, attempt: 1, waitMs: 10, message: 'x' };
}

function finished(over: Partial<typeof report> = {}): SluiceEvent {
  return { type: 'resource_finished', resource: 'contacts', report: { ...report, ...over } };
}

const resumed: SluiceEvent = {
  type: 'resource_resumed',
  resource: 'contacts',
  page: 12,
  carried: 1_200,
  since: '2026-11-29T21:40:59.123Z',
};

const waiting: SluiceEvent = {
  type: 'waiting',
  resource: 'contacts',
  page: 3,
  until: '2026-11-29T22:40:59.123Z',
  waitMs: 3_600_400,
  message: 'the API answered 429 and asks for it',
};
const WAITING =
  'contacts, page 3: waits until 2026-11-29 22:40:59 UTC (1 hour), because the API answered 429 and asks for it\n';

const load: SyncReport = {
  ...{ loadId: 'l', source: 'crm', verdict: 'complete', startedAt: '2024-01-01T00:00:00Z' },
  ...{ seconds: 1, resources: [report] },
};

const EXIT_LISTENERS = process.listenerCount('exit');

/** What a progress wrote by now. */
function record(create: (stderr: PassThrough, now: () => number) => Progress) {
  const stderr = new PassThrough();
  const clock = { ms: 1_000 };
  const progress = create(stderr, () => clock.ms);
  const written = (): string => {
    let text = '';
    for (let chunk = stderr.read(); chunk !== null; chunk = stderr.read()) text += String(chunk);
    return text;
  };
  return { progress, clock, written, stderr };
}

const locked: SluiceEvent = {
  type: 'waiting_for_lock',
  to: 'crm.duckdb',
  waitMs: 58_000,
  message: 'crm.duckdb: waits for node (PID 7), 58 seconds more at most',
};

test.each([
  ['a pause', waiting, WAITING],
  ['a lock that is waited for', locked, `${locked.message}\n`],
])('%s is a line, and a line of JSON; quiet, it is none', (_what, event, line) => {
  const lines = record(plainProgress);
  lines.progress.onEvent(event);
  expect(lines.written()).toBe(line);
  const json = record((stderr) => jsonLog(stderr, false, () => 'T'));
  json.progress.onEvent(event);
  expect(JSON.parse(json.written())).toMatchObject({ time: 'T', level: 'info', ...event });
  const quiet = record((stderr) => quietProgress(stderr, { verbose: false }));
  quiet.progress.onEvent(event);
  expect(quiet.written()).toBe('');
});

test('a lock that is waited for is a line on a terminal, too, before any resource has begun', () => {
  const { progress, written } = record((stderr, now) =>
    liveProgress({ stderr, now, resources: ['contacts'], paint: (_, text) => text }),
  );
  progress.onEvent(locked);
  progress.stop();
  expect(written()).toBe(`${locked.message}\n`);
});

describe('without a terminal', () => {
  test('a running resource says at most one line in 5 seconds, each for itself', () => {
    const { progress, clock, written } = record(plainProgress);
    progress.onEvent({ type: 'load_started', loadId: 'l', resources: ['contacts'], to: 'x' });
    progress.onEvent({ type: 'resource_started', resource: 'contacts' });
    for (let number = 1; number <= 12; number += 1) {
      clock.ms += 1_000;
      progress.onEvent(page('contacts', number, 2317));
      if (number === 6) progress.onEvent({ type: 'resource_started', resource: 'deals' });
      if (number === 7) progress.onEvent(retry('contacts'));
      if (number === 11) progress.onEvent(page('deals', 1));
    }
    expect(written().split('\n')).toEqual([
      'contacts: 500 of 2,317 rows, 5 pages, 100 rows/s',
      'contacts: 1,000 of 2,317 rows, 10 pages, 100 rows/s, 1 retry',
      'deals: 100 rows, 1 page, 20 rows/s',
      '',
    ]);
  });

  test('a resumed resource says at once from where it goes on, and counts from there', () => {
    const { progress, clock, written } = record(plainProgress);
    progress.onEvent({ type: 'resource_started', resource: 'contacts' });
    progress.onEvent(resumed);
    clock.ms += 5_000;
    progress.onEvent(page('contacts', 13, 2317));
    progress.onEvent(finished({ carried: 1_200, received: 1_117 }));
    expect(written().split('\n')).toEqual([
      'contacts: goes on behind page 12, with 1,200 rows that earlier runs staged since 2026-11-29 21:40 UTC',
      'contacts: 2,500 of 2,317 rows, 1 page, 260 rows/s',
      'contacts: complete, 1,200 rows carried, 1,117 rows in 12.3 s',
      '',
    ]);
  });

  test('a resource says one line when it finishes, however fast', () => {
    const { progress, written } = record(plainProgress);
    progress.onEvent(page('contacts', 1));
    progress.onEvent(finished());
    expect(written()).toBe('contacts: complete, 2,317 rows in 12.3 s\n');
  });
});

describe('quiet', () => {
  test('a good load says nothing', () => {
    const { progress, clock, written } = record((stderr) =>
      quietProgress(stderr, { verbose: false }),
    );
    progress.onEvent(page('contacts', 1));
    clock.ms += 60_000;
    progress.onEvent(page('contacts', 2));
    progress.onEvent(finished());
    progress.say('info', 'hello');
    expect(written()).toBe('');
  });

  test('a verdict that is less than required is said, and the way to it', () => {
    const view = { verbose: false, require: 'complete' } as const;
    const { progress, written } = record((stderr) => quietProgress(stderr, view));
    progress.onEvent(finished({ verdict: 'exhausted', toProve: 'Do this.' }));
    expect(written()).toMatch(
      /^warning: contacts: exhausted is less than --require complete\. Do this\.\n$/,
    );
  });

  test('errors, warnings and what is not proved are said', () => {
    const { progress, written } = record((stderr) => quietProgress(stderr, { verbose: false }));
    progress.onEvent(finished({ ...failure, error, warnings: ['odd'], staged: 3 }));
    progress.onEvent(finished({ verdict: 'incomplete', reason: 'total_mismatch' }));
    expect(written().split('\n')).toEqual([
      'error: contacts, page 3: timed out',
      'warning: contacts: odd',
      'warning: contacts: incomplete (total_mismatch)',
      '',
    ]);
  });
});

describe('as JSON', () => {
  const time = (): string => '2024-01-01T00:00:00.000Z';

  test('each event is a line, errors as plain data, messages too', () => {
    const { progress, written } = record((stderr) => jsonLog(stderr, false, time));
    progress.onEvent(page('contacts', 1));
    progress.onEvent(finished({ ...failure, error }));
    progress.say('warning', 'SIGINT');
    const lines = written()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { time: time(), level: 'info', ...page('contacts', 1) },
      {
        time: time(),
        level: 'error',
        type: 'resource_finished',
        resource: 'contacts',
        report: {
          ...failure,
          error: {
            code: 'SOURCE_TIMEOUT',
            message: 'contacts, page 3: timed out',
            context: { page: 3 },
          },
        },
      },
      { time: time(), type: 'message', level: 'warning', message: 'SIGINT' },
    ]);
  });

  test('quiet, only trouble is', () => {
    const { progress, written } = record((stderr) => jsonLog(stderr, true, time));
    progress.onEvent(page('contacts', 1));
    progress.onEvent(finished());
    progress.onEvent({ type: 'warning', resource: 'contacts', message: 'odd' });
    progress.onEvent(finished({ rejected: 1 }));
    progress.onEvent({
      type: 'load_finished',
      report: { ...load, resources: [{ ...report, rejected: 1 }] },
    });
    expect(
      written()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).type),
    ).toEqual(['warning', 'resource_finished']);
  });

  test.each<[string, SluiceEvent, string]>([
    ['a page', page('contacts', 1), 'info'],
    ['a retry', retry('contacts'), 'info'],
    ['a pause', waiting, 'info'],
    ['a warning', { type: 'warning', resource: 'contacts', message: 'x' }, 'warning'],
    ['a proved resource', finished(), 'info'],
    ['rejected rows', finished({ rejected: 1 }), 'warning'],
    ['no proof', finished({ verdict: 'drifted' }), 'warning'],
    ['a failure', finished({ ...failure, error }), 'error'],
    ['a load', { type: 'load_finished', report: load }, 'info'],
    [
      'a load with a failure',
      { type: 'load_finished', report: { ...load, resources: [{ ...failure, error }, report] } },
      'error',
    ],
    [
      'a load without proof',
      {
        type: 'load_finished',
        report: { ...load, resources: [{ ...report, verdict: 'drifted' }] },
      },
      'warning',
    ],
    ['a load that failed itself', { type: 'load_finished', report: { ...load, error } }, 'error'],
  ])('the level of %s', (_name, event, level) => {
    const { progress, written } = record((stderr) => jsonLog(stderr, false, time));
    progress.onEvent(event);
    expect(JSON.parse(written())).toMatchObject({ level, type: event.type });
  });
});

describe('on a terminal', () => {
  function terminal() {
    return record((stderr, now) => {
      Object.assign(stderr, { isTTY: true, columns: 200, rows: 40 });
      const paint = (_colour: string, text: string): string => text;
      return liveProgress({ stderr, resources: ['contacts', 'deals'], now, paint });
    });
  }

  test('each resource is a line, with a bar where the total is known, and all are taken away at the end', () => {
    const { progress, clock, written } = terminal();
    progress.onEvent({ type: 'resource_started', resource: 'contacts' });
    progress.onEvent({ type: 'resource_started', resource: 'deals' });
    clock.ms += 1_000;
    progress.onEvent(page('contacts', 10, 2000));
    progress.onEvent(retry('deals'));
    progress.onEvent(page('deals', 1));
    progress.say('warning', 'odd');
    progress.stop();

    const drawn = written();
    const lines = stripVTControlCharacters(drawn)
      .split('\n')
      .map((line) => line.trimEnd());
    const contacts = lines.findIndex((line) => line.includes('contacts  ██████████░░░░░░░░░░'));
    expect(lines[contacts]).toContain('1,000/2,000 rows  1 page  1,000 rows/s');
    expect(lines[contacts + 1]).toMatch(/^deals {25,}100 rows {2}1 page {2}1 retry {2}100 rows\/s/);
    expect(drawn.indexOf('warning: odd\n')).toBeGreaterThan(0);
    expect(drawn.indexOf('warning: odd\n')).toBeLessThan(drawn.lastIndexOf('deals'));
    expect(drawn).toContain('\u001b[?25l');
    expect(drawn.slice(drawn.lastIndexOf('deals'))).toContain('\u001b[?25h');
    expect(drawn.endsWith('\u001b[0J')).toBe(true);
  });

  test('a resumed resource begins with what was carried, and a line says so', () => {
    const { progress, clock, written } = terminal();
    progress.onEvent({ type: 'resource_started', resource: 'contacts' });
    progress.onEvent(resumed);
    clock.ms += 1_000;
    progress.onEvent(page('contacts', 2, 2800));
    progress.stop();
    const lines = stripVTControlCharacters(written()).split('\n');
    expect(lines.some((line) => line.startsWith('contacts: goes on behind page 12'))).toBe(true);
    expect(lines.join()).toContain('██████████░░░░░░░░░░  1,400/2,800 rows  1 page  200 rows/s');
  });

  test('a finished resource shows its verdict', () => {
    const { progress, written } = terminal();
    progress.onEvent(page('contacts', 1, 100));
    progress.onEvent(finished());
    progress.stop();
    expect(stripVTControlCharacters(written())).toContain('100/100 rows  1 page  complete');
  });

  test('stopped twice, or before anything began, it writes nothing more, and what is said is a line', () => {
    const { progress, written } = terminal();
    progress.stop();
    progress.stop();
    expect(written()).toBe('');
    progress.say('error', 'late');
    expect(written()).toBe('error: late\n');
    expect(process.listenerCount('exit')).toBe(EXIT_LISTENERS);
  });
});
