import type { PageRequest } from '../../pagination/paginator.ts';

/**
 * The address of a page: the query of the path first, as it is written there, then the parameters in order, with the
 * paginator's values in place of those of the same name. Form encoding, as HTML has it: a space becomes `+`.
 */
export function requestUrl(
  base: string,
  params: readonly (readonly [name: string, value: string])[],
  request: Pick<PageRequest, 'params'>,
): string {
  const url = new URL(base);
  const overlay = new Map(
    Object.entries(request.params).map(([name, value]) => [name, String(value)]),
  );
  const used = new Set<string>();
  const put = (name: string, text: string): readonly string[] => {
    const value = overlay.get(name);
    if (value === undefined) return [text];
    if (used.has(name)) return [];
    used.add(name);
    return [formPair(name, value)];
  };
  const pairs = [
    ...writtenPairs(url.search).flatMap((text) => put(nameOf(text), text)),
    ...params.flatMap(([name, value]) => put(name, formPair(name, value))),
  ];
  for (const [name, value] of overlay) if (!used.has(name)) pairs.push(formPair(name, value));
  url.search = pairs.join('&');
  return url.href;
}

/** Written anew, a query could mean something else to an API that reads it in its own way. */
function writtenPairs(search: string): readonly string[] {
  return search.slice(1).split('&').filter(Boolean);
}

function nameOf(pair: string): string {
  return [...new URLSearchParams(pair).keys()][0] ?? '';
}

function formPair(name: string, value: string): string {
  return new URLSearchParams([[name, value]]).toString();
}
