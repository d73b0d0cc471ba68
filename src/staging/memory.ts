import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
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

/** Lets DuckDB hold as much in memory, if it may not already. What ends with the fold undoes it. */
export async function raiseMemoryLimit(database: Database, bytes: number): Promise<void> {
  if (bytes <= (await memoryLimitBytes(database))) return;
  await database.run(`SET GLOBAL memory_limit = '${Math.ceil(bytes / 1024)}KiB'`);
}

const DEFAULT_BYTES = 256e6;
/** Where Linux tells the limit of a container, in both versions of control groups. */
const LIMIT_FILES = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];

/** 256 MB, or half of what the container may hold where that is less. */
export function defaultMemoryLimit(): string {
  const bytes = Math.min(DEFAULT_BYTES, ...containerLimits().map((limit) => limit / 2));
  return `${Math.floor(bytes / 1e6)}MB`;
}

/** The share of the machine's memory that one process may take for DuckDB. */
const MACHINE_SHARE = 0.75;

/** What DuckDB may hold at most, whatever it is told, on this machine or in this container. */
export function machineBytes(): number {
  return MACHINE_SHARE * Math.min(totalmem(), ...containerLimits());
}

function containerLimits(): readonly number[] {
  return LIMIT_FILES.map((file) => {
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch {
      return Number.NaN;
    }
  }).filter((bytes) => bytes > 0);
}

/** Rows whose values DuckDB holds in memory together, column by column, whenever it writes or reads them. */
export const VECTOR_ROWS: number = 2048;

/** Strings of more bytes are stored apart from the others. */
export const LONG_BYTES: number = 4096;

/** What such a string takes at least. */
export const BLOCK_BYTES: number = 256 * 1024;

/** Long values that are in memory together where a statement reads them: it holds them several times. */
export const SLICE_BYTES: number = 32 * 1024 * 1024;
