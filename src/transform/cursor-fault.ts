import { SourceError } from '../errors.ts';
import { excerpt, quoted } from '../wording.ts';

/** What is wrong with the cursor of a row, said without its place, which the row transform knows. */
export class CursorFault extends Error {}

/** What is wrong with the cursor of a resource, outside of any row. */
export function toSourceError(
  fault: unknown,
  cursorPath: string,
  resource: string = 'incremental',
): unknown {
  if (!(fault instanceof CursorFault)) return fault;
  return new SourceError(
    'TRANSFORM_CURSOR',
    `${resource}: the cursor \`${cursorPath}\`: ${fault.message}. Correct its configuration; where the value that was kept is of another kind, reset the resource.`,
    { cause: fault, context: { resource, cursorPath } },
  );
}

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
