/**
 * `npm run sync`: the command line's `sync` over the configuration at the root. With neither `API_BASE_URL` nor
 * `API_KEY` it brings its own API along, in this process, so that nothing is left running whatever happens.
 */
import { startSampleApi } from '../fixtures/api/sample-api.ts';
import { runCli } from '../src/cli/run.ts';
import { processEnv, readDotEnv } from '../src/index.ts';

const NEEDED = ['API_BASE_URL', 'API_KEY'] as const;

const env = await readDotEnv(process.cwd(), processEnv());
const args = ['sync', ...process.argv.slice(2)];
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
