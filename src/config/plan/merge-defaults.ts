import { columnEntries } from '../format/columns.ts';
import { asPlain, isPlain, type Plain } from '../format/values.ts';
import { type ReadRequest, readRequest } from './request-template.ts';

/** A resource with its defaults, and its place in the configuration. */
export interface PlacedResource {
  readonly index: number;
  readonly resource: Plain;
}

/** A resource whose request was read. */
export interface ReadResource extends PlacedResource {
  readonly request: ReadRequest;
}

/**
 * The resources of a configuration with their defaults and their requests. It takes any configuration: what is not a
 * resource at all is passed over.
 */
export function readResources(config: unknown): readonly ReadResource[] {
  const { resource_defaults: defaults, resources } = asPlain(config);
  const list: readonly unknown[] = Array.isArray(resources) ? resources : [];
  return list.flatMap((written, index) => {
    if (typeof written !== 'string' && !isPlain(written)) return [];
    const resource = mergeDefaults(defaults, written);
    return [{ index, resource, request: readRequest(asPlain(resource['endpoint'])) }];
  });
}

/**
 * A resource with what `resource_defaults` add to it. A resource's key takes the place of the default, null included;
 * in `endpoint` key by key, of `params` and `json` name by name and no deeper, of `columns` hint by hint. What the
 * defaults have comes first, and what is overridden keeps its place. The path is never a default: without one it is the
 * name.
 */
export function mergeDefaults(defaults: unknown, resource: unknown): Plain {
  const general = asPlain(defaults);
  const own = writeOut(resource);
  const generalEndpoint = asPlain(general['endpoint']);
  const ownEndpoint = asPlain(own['endpoint']);
  return {
    ...general,
    ...own,
    ...mergeKey('columns', general, own, mergeColumns),
    endpoint: {
      ...generalEndpoint,
      ...ownEndpoint,
      path: ownEndpoint['path'] ?? own['name'],
      params: mergeNames(generalEndpoint['params'], ownEndpoint['params']),
      ...mergeKey('json', generalEndpoint, ownEndpoint, mergeNames),
    },
  };
}

/** The short forms, written out. */
function writeOut(resource: unknown): Plain {
  if (typeof resource === 'string') return { name: resource, endpoint: { path: resource } };
  const own = asPlain(resource);
  return typeof own['endpoint'] === 'string'
    ? { ...own, endpoint: { path: own['endpoint'] } }
    : own;
}

/** A key that both have, merged; otherwise nothing: it stays what it is. */
function mergeKey(
  key: string,
  general: Plain,
  own: Plain,
  merge: (general: unknown, own: unknown) => unknown,
): Plain {
  return general[key] == null || own[key] == null ? {} : { [key]: merge(general[key], own[key]) };
}

function mergeNames(general: unknown, own: unknown): Plain {
  return { ...asPlain(general), ...asPlain(own) };
}

function mergeColumns(general: unknown, own: unknown): unknown {
  const [theirs, ours] = [columnEntries(general), columnEntries(own)];
  if (theirs === undefined || ours === undefined) return own;
  const merged = new Map(theirs);
  for (const [name, column] of ours) merged.set(name, { ...merged.get(name), ...column });
  return Object.fromEntries(merged);
}
