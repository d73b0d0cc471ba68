import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);

const children: ChildProcess[] = [];
const agent = new Agent({ keepAliveTimeout: 10 });

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
});

function run(flags: readonly string[], nodeFlags: readonly string[] = []) {
  const child = spawn(
    process.execPath,
    [...nodeFlags, '--import', 'tsx', 'scripts/api.ts', ...flags],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  children.push(child);
  return child;
}

async function ended(flags: readonly string[]) {
  const child = run(flags);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}

async function listening(flags: readonly string[], nodeFlags: readonly string[] = []) {
  const child = run(['--port', '0', ...flags], nodeFlags);
  const lines = createInterface(child.stderr)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const [url, key] = [await line(), await line()];
  return {
    child,
    line,
    url: url.replace(/^API_BASE_URL=/, ''),
    key: key.replace(/^API_KEY=/, ''),
  };
}

describe('scripts/api.ts', () => {
  test('prints the two variables, tells of requests on stderr, and ends with 0 on a signal', async () => {
    const { child, url, key, line } = await listening(['--rows', '7', '--token', 'my-token']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/3$/);
    expect(key).toBe('my-token');
    const { body } = await request(`${url}/contacts`, {
      dispatcher: agent,
      headers: { 'api-token': key },
    });
    expect(await body.json()).toMatchObject({ meta: { total: '7' } });
    expect(await line()).toMatch(/^GET \/api\/3\/contacts 200 \d+ ms$/);
    const stdout = text(child.stdout);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await stdout).toBe('');
  });

  test('says which port is in use and ends with 1', async () => {
    const { url } = await listening([]);
    const { code, stderr, stdout } = await ended(['--port', new URL(url).port]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(`port ${new URL(url).port} is in use`);
  });

  test.each([
    { flags: ['--prot', '1'], message: "Unknown option '--prot'" },
    { flags: ['--rows', 'many'], message: '--rows must be a whole number, got `many`' },
    { flags: ['--rate', '0'], message: 'rate: 0 is not a whole number' },
    { flags: ['--profile', 'big'], message: '--profile must be full or lean, got big' },
    { flags: ['extra'], message: "Unexpected argument 'extra'" },
  ])('refuses $flags with 2', async ({ flags, message }) => {
    const { code, stderr } = await ended(flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('streams one page of 200 MB in constant memory, however slowly it is read', async () => {
    const { child, url, key } = await listening(
      ['--rows', '370000', '--profile', 'lean', '--max-limit', '370000', '--quiet'],
      ['--max-old-space-size=48'],
    );
    const { body } = await request(`${url}/contacts?limit=370000`, {
      dispatcher: agent,
      headers: { 'api-token': key },
    });
    let bytes = 0;
    for await (const chunk of body) {
      // Time enough for a server that does not wait for its reader.
      for (let n = 0; bytes === 0 && n < 20; n += 1) {
        const other = await request(`${url}/forms`, {
          dispatcher: agent,
          headers: { 'api-token': key },
        });
        await other.body.dump();
      }
      bytes += chunk.length;
    }
    expect(bytes).toBeGreaterThan(200_000_000);
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    const peakKb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
    expect(peakKb).toBeLessThan(250_000);
  });
});
