import { asPlain, type Plain } from './plain.ts';

/**
 * A resource with what `resource_defaults` add to it. A resource's key takes the place of the default, null included;
 * in `endpoint` key by key, and of `params` one parameter by one: the defaults' parameters come first, and one that is
 * overridden keeps its place. The path is never a default: without one it is the name.
 */
export function mergeDefaults(defaults: unknown, resource: unknown): Plain {
  const general = asPlain(defaults);
  const own = writeOut(resource);
  const generalEndpoint = asPlain(general['endpoint']);
  const ownEndpoint = asPlain(own['endpoint']);
  return {
    ...general,
    ...own,
    endpoint: {
      ...generalEndpoint,
      ...ownEndpoint,
      path: ownEndpoint['path'] ?? own['name'],
      params: { ...asPlain(generalEndpoint['params']), ...asPlain(ownEndpoint['params']) },
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
