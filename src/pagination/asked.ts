import { CURSOR_PARAMS, LIMITS, OFFSETS, PAGE_NUMBERS, plainName } from './page-words.ts';
import type { AskedFacts } from './paginator.ts';
import type { ValuePlace } from './value-place.ts';

/** A value that the request has, and where. */
export interface AskedValue {
  readonly place: ValuePlace;
  readonly value: unknown;
}

const NOTHING: AskedFacts = { params: [] };

/** The value of the request whose name is one of these. */
export function askedValue(
  asked: AskedFacts = NOTHING,
  names: ReadonlySet<string>,
): AskedValue | undefined {
  const param = asked.params.find(([name]) => names.has(plainName(name)));
  if (param !== undefined) return { place: { kind: 'param', name: param[0] }, value: param[1] };
  for (const { path, value } of bodyValues(asked)) {
    if (names.has(plainName(path.at(-1) ?? ''))) return { place: { kind: 'body', path }, value };
  }
  return undefined;
}

/** The same as a whole number. */
export function askedNumber(
  asked: AskedFacts | undefined,
  names: ReadonlySet<string>,
): { readonly place: ValuePlace; readonly value: number } | undefined {
  const found = askedValue(asked, names);
  if (found === undefined) return undefined;
  const { place, value } = found;
  const number =
    typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 && value !== ''
    ? { place, value: number }
    : undefined;
}

/**
 * Where a value goes that the API takes under one of these names: where the request has it already, else beside the
 * parameters of paging in its JSON body, else in the query. Under the first of the names; behind it come the places to try
 * if that one is ignored, and none of them is a parameter that the request has for another reason.
 */
export function placesFor(
  names: readonly string[],
  asked: AskedFacts = NOTHING,
): readonly [ValuePlace, ...ValuePlace[]] {
  const [first = '', ...others] = names;
  for (const name of names) {
    const plain = plainName(name);
    const found = askedValue(asked, new Set([plain]));
    if (found !== undefined && (name === first || CURSOR_PARAMS.has(plain))) return [found.place];
  }
  const holder = pagingHolder(asked);
  const placeOf = (name: string): ValuePlace =>
    holder === undefined ? { kind: 'param', name } : { kind: 'body', path: [...holder, name] };
  const free = others.filter((name) => askedValue(asked, new Set([plainName(name)])) === undefined);
  // who searches by a body may well take the cursor there, although nothing in it says so
  const inBody: readonly ValuePlace[] =
    holder === undefined && isRecord(asked.body) ? [{ kind: 'body', path: [first] }] : [];
  return [placeOf(first), ...inBody, ...free.map(placeOf)];
}

/** The object of the body that has parameters of paging. */
function pagingHolder(asked: AskedFacts): readonly string[] | undefined {
  const names = [LIMITS, OFFSETS, PAGE_NUMBERS, CURSOR_PARAMS];
  for (const { path } of bodyValues(asked)) {
    const plain = plainName(path.at(-1) ?? '');
    if (names.some((set) => set.has(plain))) return path.slice(0, -1);
  }
  return undefined;
}

/** The values of the JSON body, at its top and one level down. */
function* bodyValues({
  body,
}: AskedFacts): Generator<{ readonly path: readonly string[]; readonly value: unknown }> {
  if (!isRecord(body)) return;
  for (const [name, value] of Object.entries(body)) {
    if (!isRecord(value)) yield { path: [name], value };
  }
  for (const [name, inner] of Object.entries(body)) {
    if (!isRecord(inner)) continue;
    for (const [key, value] of Object.entries(inner)) {
      if (!isRecord(value)) yield { path: [name, key], value };
    }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
