import { parseArgs } from 'node:util';
import { churn } from '../fixtures/api/churn.ts';
import {
  type RequestEntry,
  type SampleApiOptions,
  startSampleApi,
} from '../fixtures/api/sample-api.ts';

const USAGE = `Starts the sample API on a loopback port, and prints what to set in the environment to sync from it.

  npm run api -- [flags]

  --port <n>         0 takes a free one (default 8099)
  --token <text>     what Api-Token must hold (default: drawn from the seed)
  --rows <n>         contacts (default 2317)
  --seed <n>         the same seed, the same rows (default 1)
  --profile <name>   full | lean: lean contacts are small and plain, for benchmarks (default full)
  --max-limit <n>    rows of one page (default 100)
  --latency <ms>     before each answer (default 0)
  --rate <n>         requests a second (default: no limit)
  --retry-after <s>  what a refused request is told (default 1)
  --churn <percent>  of the requests, a row comes, goes or changes before the answer (default 0)
  --cache <MB>       bodies kept to be sent again (default 64)
  --no-gzip          never compress
  --no-quirks        tidy rows
  --quiet            no line for each request
  --help`;

const FLAGS = {
  port: { type: 'string', default: '8099' },
  token: { type: 'string' },
  rows: { type: 'string' },
  seed: { type: 'string' },
  profile: { type: 'string', default: 'full' },
  'max-limit': { type: 'string' },
  latency: { type: 'string' },
  rate: { type: 'string' },
  'retry-after': { type: 'string' },
  churn: { type: 'string', default: '0' },
  cache: { type: 'string', default: '64' },
  'no-gzip': { type: 'boolean', default: false },
  'no-quirks': { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function parse(): SampleApiOptions | 'help' {
  const { values } = parseArgs({ options: FLAGS, allowPositionals: false });
  if (values.help) {
    return 'help';
  }
  if (values.profile !== 'full' && values.profile !== 'lean') {
    throw new RangeError(`--profile must be full or lean, got ${values.profile}.`);
  }
  const percent = number('churn', values.churn);
  if (percent > 100) throw new RangeError(`--churn is a percentage, got ${percent}.`);
  return {
    port: number('port', values.port),
    profile: values.profile,
    gzip: !values['no-gzip'],
    quirks: !values['no-quirks'],
    logSize: 0,
    cacheBytes: number('cache', values.cache) * 1_048_576,
    ...(values.token === undefined ? {} : { token: values.token }),
    ...given('rows', 'rows', values.rows),
    ...given('seed', 'seed', values.seed),
    ...given('maxLimit', 'max-limit', values['max-limit']),
    ...given('latencyMs', 'latency', values.latency),
    ...given('rate', 'rate', values.rate),
    ...given('retryAfterSeconds', 'retry-after', values['retry-after']),
    ...(values.quiet ? {} : { onAnswer: sayRequest }),
    ...(percent === 0 ? {} : { onRequest: churn(percent, number('seed', values.seed ?? '1')) }),
  };
}

function given<Option extends keyof SampleApiOptions>(
  option: Option,
  flag: string,
  text: string | undefined,
): Partial<Record<Option, number>> {
  return text === undefined ? {} : ({ [option]: number(flag, text) } as Record<Option, number>);
}

function number(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new RangeError(`--${flag} must be a whole number, got \`${text}\`.`);
  }
  return Number(text);
}

const sayRequest = (entry: RequestEntry): void => {
  const query = new URLSearchParams(entry.query).toString();
  const took = Math.round((entry.endedAtMs ?? entry.atMs) - entry.atMs);
  say(`${entry.method} ${entry.path}${query && `?${query}`} ${entry.status} ${took} ms`);
};

async function main(): Promise<void> {
  let options: SampleApiOptions | 'help';
  try {
    options = parse();
  } catch (error) {
    say(`api: ${messageOf(error)} See npm run api -- --help.`);
    process.exitCode = 2;
    return;
  }
  if (options === 'help') {
    say(USAGE);
    return;
  }
  try {
    const api = await startSampleApi(options);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void api.close().then(() => process.exit(0)));
    }
    say(`API_BASE_URL=${api.url}`);
    say(`API_KEY=${api.token}`);
  } catch (error) {
    const isUsage = error instanceof RangeError;
    say(`api: ${isPortTaken(error) ? takenMessage(options.port) : messageOf(error)}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const takenMessage = (port: number | undefined): string =>
  `port ${port} is in use. Stop what listens there, or take another one with --port (0 takes a free one).`;

await main();
