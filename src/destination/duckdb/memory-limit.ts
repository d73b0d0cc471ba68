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
