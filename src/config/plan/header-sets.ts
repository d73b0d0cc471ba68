import type { TextTemplate } from '../../resource/request/template.ts';

type Headers = Readonly<Record<string, string>>;
type HeaderChanges = Readonly<Record<string, unknown>>;
type HeaderTemplates = readonly (readonly [name: TextTemplate, value: TextTemplate])[];

/** Headers of the source, and those of its client that a resource carries itself. */
export interface HeaderSets {
  readonly shared: Headers;
  readonly own: readonly HeaderTemplates[];
}

/**
 * Divides the client's headers so that laying a resource's over the shared ones gives what the configuration says. One
 * that any resource takes away (by null) is not shared: the other resources carry it themselves. Names are the same
 * whatever their case. The client's headers hold no placeholders, whatever braces they have.
 */
export function divideHeaders(client: Headers, resources: readonly HeaderChanges[]): HeaderSets {
  const removed = resources.map(
    (changes) =>
      new Set(
        Object.entries(changes)
          .filter(([, value]) => value === null)
          .map(([name]) => name.toLowerCase()),
      ),
  );
  const isRemoved = (name: string): boolean =>
    removed.some((names) => names.has(name.toLowerCase()));
  const entries = Object.entries(client);
  return {
    shared: Object.fromEntries(entries.filter(([name]) => !isRemoved(name))),
    own: removed.map((names) =>
      entries
        .filter(([name]) => isRemoved(name) && !names.has(name.toLowerCase()))
        .map(([name, value]) => [[name], value === '' ? [] : [value]] as const),
    ),
  };
}
