import { SourceError } from '../errors.ts';

/** What is wrong with the cursor of a row, said without its place, which the rework knows. */
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

const EXCERPT_CHARACTERS = 60;

/** A value for messages: its type, and the value itself, cut. */
export function describeCursor(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const shown = text.length > EXCERPT_CHARACTERS ? `${text.slice(0, EXCERPT_CHARACTERS)}…` : text;
  return `${nameOf(typeof value)} (${shown})`;
}

function nameOf(type: string): string {
  if (type === 'string') return 'text';
  return type === 'boolean' ? 'a boolean' : 'a number';
}
