import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleApi, startSampleApi } from '../../../fixtures/api/sample-api.ts';
import {
  CLI_COMMAND,
  createWorkplace,
  runToEnd,
  spawnCli,
  type Workplace,
} from '../../support/run-cli.ts';

const ROWS = 12_000;

let api: SampleApi;
let place: Workplace;
/** Called at each request and each answer. */
let onTraffic = (): void => undefined;

beforeAll(async () => {
  api = await startSampleApi({
    rows: ROWS,
    onRequest: () => onTraffic(),
    onAnswer: () => onTraffic(),
  });
  place = await createWorkplace(api, ['contacts']);
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await api.close();
});

/** Resolves when the API was asked, and then left alone for a while. */
function quietApi(): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    onTraffic = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, 300);
    };
  });
}

describe.each([
  { args: ['sync', '--to', '-'], signal: 'SIGTERM', code: 143 },
  { args: ['stream', 'contacts'], signal: 'SIGINT', code: 130 },
] as const)('$args.0', ({ args, signal, code }) => {
  test('a reader that leaves after one line ends it with 0 and without a word of alarm', async () => {
    const asked = api.requests.length;
    const child = spawnCli(args, { cwd: place.folder, env: place.env });
    const [line] = await once(createInterface({ input: child.process.stdout }), 'line');
    expect(JSON.parse(line)).toBeTypeOf('object');
    child.process.stdout.destroy();

    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(await child.stderr).not.toMatch(/EPIPE|nobody caught|^ {4}at /m);
    expect(api.requests.length - asked).toBeLessThan(ROWS / 100 / 2);
  });

  test('a reader that waits holds the API back, and then gets every row', async () => {
    const asked = api.requests.length;
    const quiet = quietApi();
    const child = spawnCli([...args, '--quiet'], { cwd: place.folder, env: place.env });
    await quiet;
    const ahead = api.requests.length - asked;
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThan(60);

    let lineCount = 0;
    for await (const line of createInterface({ input: child.process.stdout })) {
      lineCount += line.endsWith('}') ? 1 : 0;
    }
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(lineCount).toBe(ROWS);
  });

  test(`${signal} ends it in order with ${code}`, async () => {
    const child = spawnCli(args, { cwd: place.folder, env: place.env });
    const lines = createInterface({ input: child.process.stdout });
    await once(lines, 'line');
    child.process.kill(signal);
    const written: string[] = [];
    for await (const line of lines) written.push(line);

    expect(await child.exit).toEqual({ code, signal: null });
    expect(written.length).toBeLessThan(ROWS);
    for (const line of written) expect(line).toMatch(/^\{.*\}$/);
    expect(await child.stderr).toContain(`${signal}: ending in order`);
  });
});

test.skipIf(process.platform !== 'linux')(
  'a full disk under stdout is a failure, not an end',
  async () => {
    const { code, stderr } = await runToEnd(['sync', '--to', '-'], {
      cwd: place.folder,
      env: place.env,
      command: ['sh', '-c', 'exec "$0" "$@" > /dev/full', ...CLI_COMMAND],
    });
    expect(code).toBe(1);
    expect(stderr).toContain('ENOSPC');
    expect(stderr).not.toContain('nobody caught');
  },
);

test('a SIGTERM during a sync into a database keeps what is staged and says so', async () => {
  const asked = api.requests.length;
  const underWay = new Promise<void>((resolve) => {
    onTraffic = () => {
      if (api.requests.length >= asked + 10) resolve();
    };
  });
  const child = spawnCli(['sync', '--to', 'cut.duckdb'], { cwd: place.folder, env: place.env });
  child.process.stdout.resume();
  await underWay;
  child.process.kill('SIGTERM');
  expect(await child.exit).toEqual({ code: 143, signal: null });
  expect(await child.stderr).toMatch(/^contacts +incomplete \(aborted\)/m);
});
