import { excerpt, quoted } from '../excerpt.ts';

/** What is wrong with the cursor of a row, said without its place, which the rework knows. */
export class CursorFault extends Error {}

/** A value for messages: its type, and the value itself. */
export function describeCursor(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const shown = typeof value === 'string' ? quoted(value) : excerpt(String(value));
  return `${nameOf(typeof value)} (${shown})`;
}

function nameOf(type: string): string {
  if (type === 'string') return 'text';
  return type === 'boolean' ? 'a boolean' : 'a number';
}
