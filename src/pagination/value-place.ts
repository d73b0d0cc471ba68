import type { BodyValue, PageRequest } from './paginator.ts';

/** Where a value goes in a request: a query parameter, or a place in the JSON body. */
export type ValuePlace =
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'body'; readonly path: readonly string[] };

/** A query parameter, or the place in the JSON body where one is given. */
export function placeOf(param: string, bodyPath: readonly string[] | undefined): ValuePlace {
  return bodyPath === undefined ? { kind: 'param', name: param } : { kind: 'body', path: bodyPath };
}

/** The request that has these values at these places. */
export function placedRequest(
  values: readonly (readonly [place: ValuePlace, value: BodyValue])[],
  role: PageRequest['role'] = 'body',
): PageRequest {
  const params: Record<string, string | number> = {};
  const body: (readonly [readonly string[], BodyValue])[] = [];
  for (const [place, value] of values) {
    if (place.kind === 'body') body.push([place.path, value]);
    else params[place.name] = asParam(value);
  }
  return body.length === 0 ? { params, role } : { params, body, role };
}

/** The value that a request has at a place; undefined for none. */
export function placedValue(place: ValuePlace, request: PageRequest): BodyValue | undefined {
  if (place.kind === 'param') return request.params[place.name];
  const path = place.path.join('\n');
  return request.body?.find(([names]) => names.join('\n') === path)?.[1];
}

/** Booleans as `true` and `false`, like everywhere in a query. */
function asParam(value: BodyValue): string | number {
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : value;
}
