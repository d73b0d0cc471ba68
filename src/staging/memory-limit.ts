import { readFileSync } from 'node:fs';
import type { Database } from './database.ts';

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** What DuckDB may hold in memory, in bytes. */
export async function memoryLimitBytes(database: Database): Promise<number> {
  const [row] = await database.rows("SELECT current_setting('memory_limit') AS value");
  const [amount, unit] = String(row?.['value']).split(' ');
  return Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN);
}

const DEFAULT_BYTES = 256e6;
/** Where Linux tells the limit of a container, in both versions of control groups. */
const LIMIT_FILES = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];

/** 256 MB, or half of what the container may hold where that is less. */
export function defaultMemoryLimit(): string {
  const limits = LIMIT_FILES.map((file) => {
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch {
      return Number.NaN;
    }
  }).filter((bytes) => bytes > 0);
  const bytes = Math.min(DEFAULT_BYTES, ...limits.map((limit) => limit / 2));
  return `${Math.floor(bytes / 1e6)}MB`;
}
