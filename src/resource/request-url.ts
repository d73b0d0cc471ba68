import type { PageRequest } from '../pagination/paginator.ts';

/**
 * The address of a page: the query of the path first, then the parameters in order, with the paginator's values in
 * place of those of the same name. Form encoding, as HTML has it: a space becomes `+`.
 */
export function requestUrl(
  base: string,
  params: readonly (readonly [name: string, value: string])[],
  request: PageRequest,
): string {
  const url = new URL(base);
  const overlay = new Map(
    Object.entries(request.params).map(([name, value]) => [name, String(value)]),
  );
  const pairs: [string, string][] = [];
  const used = new Set<string>();
  for (const [name, value] of [...url.searchParams, ...params]) {
    const replaced = overlay.get(name);
    if (replaced === undefined) pairs.push([name, value]);
    else if (!used.has(name)) pairs.push([name, replaced]);
    if (replaced !== undefined) used.add(name);
  }
  for (const [name, value] of overlay) if (!used.has(name)) pairs.push([name, value]);
  url.search = new URLSearchParams(pairs).toString();
  return url.href;
}
