import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { query, testFolder } from '../../support/crm.ts';
import { syncInChild } from '../../support/kill-loop.ts';

test('two syncs that begin and end at any time lose no row, and leave no staging file', async () => {
  const api = await startSampleApi({ token: 'kill', sizes: { contacts: 70 } });
  await using folder = await testFolder();
  const file = folder.file('crm.duckdb');
  try {
    let [through, kept] = [0, 0];
    for (let round = 0; round < 4; round++) {
      const late = new Promise((resolve) => setTimeout(resolve, round * 150));
      const runs = await Promise.all([
        syncInChild(api, file, ''),
        late.then(() => syncInChild(api, file, '')),
      ]);
      for (const { code, stderr } of runs) {
        if (code === 0) through++;
        else if (stderr.includes('DESTINATION_LOCKED') || stderr.includes('locked')) kept++;
        else expect(stderr).toBe('');
      }
    }
    expect(through).toBeGreaterThanOrEqual(4);
    expect(through + kept).toBe(8);
    expect(await query(file, 'SELECT count(*)::INTEGER AS n FROM contacts')).toEqual([{ n: 70 }]);
    expect(existsSync(`${file}.staging`)).toBe(false);
  } finally {
    await api.close();
  }
}, 300_000);
