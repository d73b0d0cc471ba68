import type { ConfigPath, PlacedIssue } from '../format/issues.ts';
import { nearestName } from '../format/nearest-name.ts';
import type { Plain } from '../format/values.ts';
import type { ReadResource } from './merge-defaults.ts';

/** Who hangs on whom, by name. */
type Parents = ReadonlyMap<string, string>;

/** What is wrong with the ways in which resources depend on one another. */
export function checkParents(placed: readonly ReadResource[]): PlacedIssue[] {
  const names = placed.map(({ resource }) => resource['name']).filter(isName);
  const parents = parentsOf(placed);
  return placed.flatMap(({ index, resource, request: { binds } }) => {
    const at = (path: ConfigPath): ConfigPath => ['resources', index, ...path];
    const name = resource['name'];
    const [first] = binds;
    if (first === undefined) return checkInclude(resource, at);
    const unknown = binds.find((bind) => !names.includes(bind.resource));
    if (unknown !== undefined) {
      return [{ path: at(unknown.place), message: describeUnknown(unknown.resource, names) }];
    }
    const second = binds.find((bind) => bind.resource !== first.resource);
    if (second !== undefined) {
      const message = `a resource has one parent at most, and this one has \`${first.resource}\` and \`${second.resource}\``;
      return [{ path: at(second.place), message }];
    }
    const cycle = isName(name) ? cycleFrom(name, parents) : undefined;
    if (cycle === undefined) return [];
    const message =
      cycle.length === 2
        ? `\`${name}\` can't be its own parent`
        : `goes in a circle: ${cycle.map((one) => `\`${one}\``).join(' needs ')}`;
    return [{ path: at(first.place), message }];
  });
}

/** Parents before their children; otherwise in the order in which they come. */
export function parentsFirst<
  T extends { readonly name: string; readonly parent?: { resource: string } },
>(resources: readonly T[]): T[] {
  const byName = new Map(resources.map((resource) => [resource.name, resource]));
  const ordered = new Set<T>();
  const add = (resource: T): void => {
    if (ordered.has(resource)) return;
    const parent = resource.parent && byName.get(resource.parent.resource);
    if (parent !== undefined) add(parent);
    ordered.add(resource);
  };
  for (const resource of resources) add(resource);
  return [...ordered];
}

function parentsOf(placed: readonly ReadResource[]): Parents {
  return new Map(
    placed.flatMap(({ resource, request }) => {
      const name = resource['name'];
      const parent = request.binds[0]?.resource;
      return isName(name) && parent !== undefined ? [[name, parent] as const] : [];
    }),
  );
}

/** The names from one resource over its parents back to itself. */
function cycleFrom(name: string, parents: Parents): readonly string[] | undefined {
  const names = [name];
  for (let at = parents.get(name); at !== undefined; at = parents.get(at)) {
    names.push(at);
    if (at === name) return names;
    // a circle that begins further on is told where it begins
    if (names.indexOf(at) < names.length - 1) return undefined;
  }
  return undefined;
}

function checkInclude(resource: Plain, at: (path: ConfigPath) => ConfigPath): PlacedIssue[] {
  const included = resource['include_from_parent'];
  if (!Array.isArray(included) || included.length === 0) return [];
  const message =
    'needs a parent, and this resource has none: nothing of its request is `{resources.<parent>.<field>}`';
  return [{ path: at(['include_from_parent']), message }];
}

function describeUnknown(name: string, names: readonly string[]): string {
  const meant = nearestName(name, names);
  const hint =
    meant === undefined
      ? `There are ${names.map((one) => `\`${one}\``).join(', ')}`
      : `Did you mean \`${meant}\`?`;
  return `there is no resource \`${name}\`. ${hint}`;
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name !== '';
}
