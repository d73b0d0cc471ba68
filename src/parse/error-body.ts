import { excerpt } from '../excerpt.ts';
import type { EnvelopeFacts } from '../model.ts';

/** An answer can say that it is none, whatever its status: what it says, or undefined where it holds no error. */
export function errorInBody(
  errorPointer: string | undefined,
  envelope: EnvelopeFacts,
): string | undefined {
  const found = errorPointer === undefined ? undefined : envelope.get(errorPointer);
  if (found === undefined || found.kind === 'null' || found.text === 'false') return undefined;
  return `the body holds an error at \`${errorPointer}\` (error_path): ${excerpt(found.text.trim()) || found.kind}`;
}
