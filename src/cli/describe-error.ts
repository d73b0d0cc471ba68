/**
 * An error for a person: its message, which names all issues of a configuration; with `verbose` the stacks of it and
 * of its causes. Only texts are shown: the properties of a foreign error may hold what nobody redacted.
 */
export function describeError(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (!verbose) return error.message;
  const parts: string[] = [];
  const seen = new Set<unknown>();
  for (let one: unknown = error; one instanceof Error && !seen.has(one); one = one.cause) {
    seen.add(one);
    parts.push(`${parts.length === 0 ? '' : 'caused by: '}${one.stack ?? one.message}`);
  }
  return parts.join('\n');
}
