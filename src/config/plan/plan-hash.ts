import { createHash } from 'node:crypto';

/**
 * The hash of what decides rows and requests. Functions count by their text, so that another one is another plan; own
 * objects do not count, for nothing is known of them.
 */
export function hashPlan(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts, writeValue)).digest('hex');
}

function writeValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value === 'function') {
    return { function: createHash('sha256').update(String(value)).digest('hex') };
  }
  return value;
}
