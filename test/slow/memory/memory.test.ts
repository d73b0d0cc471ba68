import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { compiled } from '../../support/build-for-children.ts';
import { testFolder } from '../../support/crm.ts';

const MEASURE = compiled('scripts/bench/measure.mjs');

interface Peak {
  readonly rows: number;
  readonly peakRssMb: number;
}

/** The peak memory of one task in a process of its own, in a small heap. */
async function peakOf(task: Readonly<Record<string, unknown>>, rows: number): Promise<Peak> {
  const api = await startSampleApi({
    profile: 'lean',
    sizes: { contacts: rows },
    maxLimit: rows,
    gzip: false,
  });
  await using folder = await testFolder();
  const flags = ['--max-old-space-size=96', MEASURE];
  const whole = {
    url: api.url,
    token: api.token,
    window: 4,
    file: folder.file('m.duckdb'),
    ...task,
  };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...flags,
      JSON.stringify(whole),
    ]);
    return JSON.parse(stdout) as Peak;
  } finally {
    await api.close();
  }
}

/** What else the machine does only ever adds to a peak: the least of a few runs is what the task itself needs. */
async function leastPeakOf(
  task: Readonly<Record<string, unknown>>,
  rows: number,
  bound: number,
): Promise<Peak> {
  let least = await peakOf(task, rows);
  for (let run = 1; run < MAX_RUNS && least.peakRssMb >= bound; run++) {
    const again = await peakOf(task, rows);
    if (again.peakRssMb < least.peakRssMb) least = again;
  }
  return least;
}

const MAX_RUNS = 4;

describe('memory does not grow with the data', () => {
  test('of one page, to NDJSON', async () => {
    const small = await peakOf({ kind: 'stream', limit: 8_000 }, 8_000);
    const bound = Math.min(small.peakRssMb * 1.5, 400);
    const large = await leastPeakOf({ kind: 'stream', limit: 80_000 }, 80_000, bound);
    expect(large.rows).toBe(80_000);
    expect(large.peakRssMb).toBeLessThan(bound);
  });

  test('of one page, into DuckDB', async () => {
    const small = await peakOf({ kind: 'sync', limit: 8_000 }, 8_000);
    const bound = Math.min(small.peakRssMb * 2.5, 1000);
    const large = await leastPeakOf({ kind: 'sync', limit: 80_000 }, 80_000, bound);
    expect(large.rows).toBe(80_000);
    expect(large.peakRssMb).toBeLessThan(bound);
  });
});
