type Headers = Readonly<Record<string, string>>;
type HeaderChanges = Readonly<Record<string, string | null>>;

/** Headers of the source, and of each of its resources. */
export interface HeaderSets {
  readonly shared: Headers;
  readonly own: readonly Headers[];
}

/**
 * Divides headers so that laying a resource's over the shared ones gives what the configuration says. A client's header
 * that any resource takes away (by null) is not shared: the other resources carry it themselves. Names are the same
 * whatever their case.
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
    own: resources.map((changes, index) =>
      Object.fromEntries([
        ...entries.filter(([name]) => isRemoved(name) && !removed[index]?.has(name.toLowerCase())),
        ...Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== null),
      ]),
    ),
  };
}
