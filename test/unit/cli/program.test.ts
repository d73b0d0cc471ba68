import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram, VersionAsked } from '../../../src/cli/program.ts';

async function parse(...args: string[]) {
  const calls: unknown[][] = [];
  let out = '';
  let err = '';
  let thrown: unknown;
  const program = createProgram(
    {
      sync: async (...call) => void calls.push(['sync', ...call]),
      check: async (...call) => void calls.push(['check', ...call]),
      stream: async (...call) => void calls.push(['stream', ...call]),
      status: async (...call) => void calls.push(['status', ...call]),
      reset: async (...call) => void calls.push(['reset', ...call]),
      migrateNested: async (...call) => void calls.push(['migrate-nested', ...call]),
      cursor: async (...call) => void calls.push(['cursor', ...call]),
    },
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
  );
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    thrown = error;
  }
  return { calls, out, err, thrown };
}

describe('sync', () => {
  test('has the defaults that the help names', async () => {
    const { calls } = await parse('sync');
    expect(calls).toEqual([
      [
        'sync',
        undefined,
        {
          to: 'sluice.duckdb',
          layout: 'native',
          takeOver: false,
          dataset: 'main',
          require: 'exhausted',
          full: false,
          logFormat: 'text',
          verbose: false,
          quiet: false,
        },
      ],
    ]);
  });

  test('takes all of its flags', async () => {
    const args =
      'sync crm.yaml --to - --only a,b --only c --exclude d --concurrency 3 --layout dlt --take-over --dataset crm --verify passes --nested json --require complete --full --since 2024-05-01 --until 1717200000 --env-file prod.env --max-pages 3 --wait-lock 0.5 --report r.json --log-format json -v --quiet';
    const { calls } = await parse(...args.split(' '));
    expect(calls).toEqual([
      [
        'sync',
        'crm.yaml',
        {
          to: '-',
          only: ['a', 'b', 'c'],
          exclude: ['d'],
          concurrency: 3,
          layout: 'dlt',
          takeOver: true,
          dataset: 'crm',
          verify: 'passes',
          nested: 'json',
          require: 'complete',
          full: true,
          since: '2024-05-01',
          until: 1_717_200_000,
          envFile: 'prod.env',
          maxPages: 3,
          waitLock: 0.5,
          report: 'r.json',
          logFormat: 'json',
          verbose: true,
          quiet: true,
        },
      ],
    ]);
  });
});

test.each([
  ['2024-05-01T00:00:00Z', '2024-05-01T00:00:00Z'],
  ['17', 17],
  ['-0.5', -0.5],
  ['0017x', '0017x'],
  // more digits than a number holds stay a text
  ['12345678901234567', '12345678901234567'],
])(
  '--since %s and --until take a number where it is one, and a text otherwise',
  async (text, value) => {
    const { calls } = await parse('sync', `--since=${text}`, `--until=${text}`);
    expect(calls[0]?.[2]).toMatchObject({ since: value, until: value });
  },
);

test.each([
  ['check', [undefined, { layout: 'native', offline: false, json: false }]],
  [
    'check crm.yaml --only a,b --exclude c --offline --json --env-file prod.env --quiet',
    [
      'crm.yaml',
      {
        only: ['a', 'b'],
        exclude: ['c'],
        layout: 'native',
        offline: true,
        json: true,
        envFile: 'prod.env',
        quiet: true,
      },
    ],
  ],
])('sluice %s', async (line, [config, flags]) => {
  const { calls } = await parse(...line.split(' '));
  const common = { logFormat: 'text', verbose: false, quiet: false };
  expect(calls).toEqual([['check', config, { ...common, ...Object(flags) }]]);
});

test('stream takes a resource and a configuration', async () => {
  const { calls } = await parse('stream', 'contacts', 'crm.yaml', '--quiet');
  expect(calls).toEqual([
    [
      'stream',
      'contacts',
      'crm.yaml',
      { verify: 'off', logFormat: 'text', verbose: false, quiet: true },
    ],
  ]);
});

test.each([
  ['status', ['status', { to: 'sluice.duckdb', json: false, verbose: false }]],
  [
    'status --to a.duckdb --dataset crm --json -v',
    ['status', { to: 'a.duckdb', dataset: 'crm', json: true, verbose: true }],
  ],
  ['reset deals', ['reset', 'deals', { to: 'sluice.duckdb', dataset: 'main', verbose: false }]],
  [
    'cursor deals',
    [
      'cursor',
      'deals',
      undefined,
      { to: 'sluice.duckdb', dataset: 'main', json: false, verbose: false },
    ],
  ],
  [
    'cursor deals crm.yaml --set 17 --dataset crm --env-file x.env',
    [
      'cursor',
      'deals',
      'crm.yaml',
      {
        to: 'sluice.duckdb',
        dataset: 'crm',
        set: 17,
        envFile: 'x.env',
        json: false,
        verbose: false,
      },
    ],
  ],
  [
    'reset deals --to a.duckdb --dataset crm',
    ['reset', 'deals', { to: 'a.duckdb', dataset: 'crm', verbose: false }],
  ],
])('sluice %s', async (line, call) => {
  expect((await parse(...line.split(' '))).calls).toEqual([call]);
});

describe('refused, with nothing done', () => {
  test.each([
    ['snyc', 'Did you mean sync?'],
    ['sync --quite', 'Did you mean --quiet?'],
    ['sync --frobnicate', "unknown option '--frobnicate'"],
    ['frobnicate', "unknown command 'frobnicate'"],
    ['sync a b', 'too many arguments'],
    ['stream', "missing required argument 'resource'"],
    ['sync --concurrency 0', 'whole number from 1'],
    ['sync --concurrency 1.5', 'whole number from 1'],
    ['sync --concurrency 1e3', 'whole number from 1'],
    ['sync --only a,,b', 'names with a comma'],
    ['sync --only', 'argument missing'],
    ['sync --to=', 'It is empty'],
    ['sync --log-format xml', 'Allowed choices are text, json'],
    ['sync --layout wide', 'Allowed choices are native, dlt'],
    ['check --to a.duckdb', "unknown option '--to'"],
    ['check a b', 'too many arguments'],
    ['sync --verify overlaps', 'Allowed choices are overlap, passes, total, off'],
    ['sync --require drifted', 'Allowed choices are complete, exhausted'],
    ['sync --max-pages 0', 'whole number from 1'],
    ['sync --wait-lock -1', 'number of seconds from 0 to 2147483'],
    ['sync --wait-lock 2147484', 'number of seconds from 0 to 2147483'],
    ['stream contacts --verify on', 'Allowed choices are overlap, passes, total, off'],
    ['stream contacts --max-pages 1', "unknown option '--max-pages'"],
    ['status --to -', 'Expected the path of a database'],
    ['status crm.yaml', 'too many arguments'],
    ['reset', "missing required argument 'resource'"],
    ['reset contacts --force', "unknown option '--force'"],
    ['sync --since=', 'It is empty'],
    ['sync --until=', 'It is empty'],
    ['sync --env-file=', 'It is empty'],
    ['stream contacts --since 2024', "unknown option '--since'"],
  ])('%s: %s', async (line, words) => {
    const { calls, out, err, thrown } = await parse(...line.split(' '));
    expect(calls).toEqual([]);
    expect(thrown).toBeInstanceOf(CommanderError);
    expect((thrown as CommanderError).exitCode).not.toBe(0);
    expect(err).toContain(words);
    expect(out).toBe('');
  });
});

describe('help', () => {
  test.each([[''], ['sync'], ['check'], ['stream'], ['status'], ['reset']])(
    'sluice %s --help: purpose, three examples, flags, on stdout',
    async (command) => {
      const { out, err, thrown } = await parse(...[command, '--help'].filter(Boolean));
      expect(err).toBe('');
      expect((thrown as CommanderError).exitCode).toBe(0);
      expect(out.match(/^ {2}\$ sluice/gm)).toHaveLength(3);
      expect(out).toContain('Options:');
      expect(out.includes('--since')).toBe(command === 'sync');
      expect(out).not.toContain('SLUICE_FAILPOINT');
      expect(out.includes('--env-file')).toBe(['sync', 'check', 'stream'].includes(command));
    },
  );

  test('without a command the help is an answer to a mistake', async () => {
    const { out, err, thrown } = await parse();
    expect(out).toBe('');
    expect(err).toContain('Usage: sluice');
    expect((thrown as CommanderError).exitCode).not.toBe(0);
  });
});

test.each([['--version'], ['sync --version'], ['stream contacts --version']])(
  '%s asks for the version',
  async (line) => {
    const { calls, thrown } = await parse(...line.split(' '));
    expect(thrown).toBeInstanceOf(VersionAsked);
    expect(calls).toEqual([]);
  },
);
