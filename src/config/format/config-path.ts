/** Where in a configuration: names and places in lists. */
export type ConfigPath = readonly (string | number)[];

/** As `resources[2].endpoint.headers['Api-Token']`. */
export function formatPath(path: ConfigPath): string {
  return path.map(formatSegment).join('').replace(/^\./, '');
}

function formatSegment(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return /^[A-Za-z_$][\w$]*$/.test(segment)
    ? `.${segment}`
    : `['${segment.replace(/[\\']/g, '\\$&')}']`;
}

/** The value at a path, undefined where there is none. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) {
      return undefined;
    }
    value = Reflect.get(value, segment);
  }
  return value;
}

/** Whether a path leads to a place or into it. */
export function isWithin(path: ConfigPath, place: ConfigPath): boolean {
  return place.length <= path.length && place.every((segment, index) => segment === path[index]);
}
