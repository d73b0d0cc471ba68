/**
 * `npm run sync`: the command line's `sync` over the configuration at the root. With neither `API_BASE_URL` nor
 * `API_KEY` it brings its own API along, in this process, so that nothing is left running whatever happens.
 */
import { startSampleApi } from '../fixtures/api/sample-api.ts';
import { runCli } from '../src/cli/run.ts';
import { processEnv, readDotEnv } from '../src/index.ts';

const NEEDED = ['API_BASE_URL', 'API_KEY'] as const;

const args = ['sync', ...process.argv.slice(2)];
// the command says itself what is wrong with such a file
const env = await readDotEnv(process.cwd(), processEnv(), envFileOf(args)).catch(processEnv);
const missing = NEEDED.filter((name) => !env[name]);

if (missing.length === NEEDED.length) {
  const api = await startSampleApi();
  process.stderr.write(
    `API_BASE_URL and API_KEY are not set: syncing the sample API, which runs at ${api.url} for as long as this takes.\n`,
  );
  try {
    await runCli(args, { env: { ...env, API_BASE_URL: api.url, API_KEY: api.token } });
  } finally {
    await api.close();
  }
} else if (missing.length > 0) {
  process.stderr.write(
    `error: ${missing.join()} is not set, but ${NEEDED.filter((name) => !missing.includes(name)).join()} is. Set both to sync that API, or neither to sync the sample API.\n`,
  );
  process.exitCode = 2;
} else {
  await runCli(args, { env });
}

/** The file of variables that the flags name. */
function envFileOf(flags: readonly string[]): string | undefined {
  const at = flags.findIndex((flag) => flag === '-e' || flag === '--env-file');
  const joined = flags.find((flag) => flag.startsWith('--env-file='));
  return at < 0 ? joined?.slice('--env-file='.length) : flags[at + 1];
}
