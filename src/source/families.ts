import type { ResourcePlan } from '../config/plan/plan.ts';

/** A resource and those that depend on it: they are walked together, and fold together. Parents come before children. */
export type Family = readonly ResourcePlan[];

/**
 * The families of some resources, in the order of the plan. Parents that they need are in them too, whether or not they
 * were asked for.
 */
export function familiesOf(
  resources: readonly ResourcePlan[],
  wanted: ReadonlySet<string>,
): readonly Family[] {
  const byName = new Map(resources.map((resource) => [resource.name, resource]));
  const needed = new Set<string>();
  for (const name of wanted) {
    let at = byName.get(name);
    while (at !== undefined && !needed.has(at.name)) {
      needed.add(at.name);
      at = at.parent && byName.get(at.parent.resource);
    }
  }
  const families = new Map<string, ResourcePlan[]>();
  for (const resource of resources) {
    if (!needed.has(resource.name)) continue;
    const root = rootOf(resource, byName);
    families.set(root, [...(families.get(root) ?? []), resource]);
  }
  return [...families.values()];
}

/** Those of a family that one of them needs, and itself. */
export function lineageOf(resources: readonly ResourcePlan[], name: string): Family {
  return familiesOf(resources, new Set([name]))[0] ?? [];
}

function rootOf(resource: ResourcePlan, byName: ReadonlyMap<string, ResourcePlan>): string {
  let at = resource;
  for (;;) {
    const parent = at.parent && byName.get(at.parent.resource);
    if (parent === undefined) return at.name;
    at = parent;
  }
}
