import { jsonPointer } from '../json-pointer.ts';
import { askedNumber, placesFor } from './asked.ts';
import { isSelf, nextCandidates } from './next-candidates.ts';
import {
  type FoundPointer,
  findPointers,
  headerPointer,
  isAmongCursors,
  weakPointers,
} from './next-pointers.ts';
import { type FoundFlag, findFlag } from './page-flags.ts';
import {
  LIMITS,
  LINK_ENDING,
  OFFSETS,
  PAGE_ALIASES,
  PAGE_NUMBERS,
  plainName,
} from './page-words.ts';
import { isPageNumber, placesOf } from './places.ts';
import type { CursorSettings, Detection, DetectionFacts, PaginatorSettings } from './settings.ts';
import { toCount } from './total.ts';

/** The end of a name that counts something: `next_count`, `nextTotal`. */
const COUNTER = /(?:_count|_total|Count|Total)$/;

/** Cursors whose object names the parameter: `paging: { next: { after } }`, `continue: { cmcontinue, continue }`. */
export function namedCursor(facts: DetectionFacts): Detection | undefined {
  for (const found of findPointers(facts.tree)) {
    if (found.kind !== 'cursor') continue;
    if (found.isObject === true) {
      const place = { kind: 'param', name: '' } as const;
      const cursorPath = jsonPointer(found.names);
      const settings = { type: 'cursor', cursorPath, place, stopAfterEmptyPage: false } as const;
      return { settings: { ...settings, isObject: true }, others: [], isGuess: false };
    }
    const parent = found.names.at(-2);
    if (parent !== undefined && LINK_ENDING.test(plainName(parent))) return followed(found, facts);
  }
  return undefined;
}

/** Texts before numbers, for a number may count something. */
export function cursor(facts: DetectionFacts): Detection | undefined {
  const found = [...findPointers(facts.tree)].filter(({ kind }) => kind === 'cursor');
  const best = found.find(({ isNumber }) => isNumber !== true) ?? found[0];
  return best === undefined ? undefined : followed(best, facts);
}

export function headerCursor({ headers, asked }: DetectionFacts): Detection | undefined {
  const found = headerPointer(headers);
  if (found?.kind !== 'cursor') return undefined;
  const own = found.params[0] === 'page' ? askedNumber(asked, PAGE_NUMBERS) : undefined;
  const places = own === undefined ? placesFor(found.params, asked) : [own.place];
  const [first, ...others] = places.flatMap((place): PaginatorSettings[] =>
    place.kind === 'body'
      ? []
      : [{ type: 'header_cursor', cursorKey: found.place, cursorParam: place.name }],
  );
  return first === undefined ? undefined : { settings: first, others, isGuess: false };
}

/** A cursor that stands on the last page as well: a flag must say that more follow, or there is none at all. */
export function weakCursor(facts: DetectionFacts): Detection | undefined {
  const flag = findFlag(facts.tree);
  if (flag?.more === false) return undefined;
  for (const found of weakPointers(facts.tree)) {
    if (flag === undefined && (found.needs === 'flagged' || isAmongCursors(found.names))) {
      continue;
    }
    return { ...followed(found, facts, true), isGuess: flag === undefined };
  }
  return undefined;
}

/** Whatever else begins with `next`, as dlt has it, unless its words tell of something else. */
export function guessedCursor(facts: DetectionFacts): Detection | undefined {
  const found = [...nextCandidates(facts.tree)].filter(
    ({ kind, text }) =>
      kind !== 'string' || !(/\s|^\d{4}-\d\d-\d\d/.test(text) || isSelf(text, facts)),
  );
  const best =
    found.find(({ kind }) => kind === 'string') ??
    found.find(({ key, kind }) => kind === 'number' && !COUNTER.test(key)) ??
    found.find(({ kind }) => kind === 'boolean');
  if (best === undefined) return undefined;
  const [place, ...others] = placesFor(['cursor'], facts.asked);
  const at = (each: typeof place): CursorSettings => ({
    type: 'cursor',
    cursorPath: best.pointer,
    place: each,
    stopAfterEmptyPage: false,
  });
  return { settings: at(place), others: others.map(at), isGuess: true };
}

/** The cursor, sent back under the name that belongs to it. */
function followed(found: FoundPointer, facts: DetectionFacts, isEndedByFlag = false): Detection {
  const { asked } = facts;
  const counter = found.isNumber === true ? counterPlace(found, facts) : undefined;
  const [place, ...others] = counter === undefined ? placesFor(found.params, asked) : [counter];
  const name = place.kind === 'param' ? place.name : (place.path.at(-1) ?? '');
  const plain = plainName(name);
  // pages and places can be counted beyond the end, so an empty page must end the walk
  const isCounted =
    found.isNumber === true && [PAGE_NUMBERS, OFFSETS].some((each) => each.has(plain));
  const flag = ownFlag(facts, isEndedByFlag);
  const endFlag =
    flag === undefined
      ? {}
      : { endFlag: { path: jsonPointer(flag.names), value: flag.isInverted } };
  const at = (each: typeof place): CursorSettings => ({
    type: 'cursor',
    cursorPath: jsonPointer(found.names),
    place: each,
    stopAfterEmptyPage: found.endsEmpty === true || isCounted,
    ...endFlag,
  });
  return { settings: at(place), others: others.map(at), isGuess: false };
}

/** A flag with a field of its own. A weak one counts only if nothing but a flag ends the walk. */
function ownFlag({ tree }: DetectionFacts, isEndedByFlag: boolean): FoundFlag | undefined {
  const flag = findFlag(tree);
  if (flag === undefined || plainName(flag.names.at(-1) ?? '').startsWith('next')) return undefined;
  return flag.isWeak && !isEndedByFlag ? undefined : flag;
}

/** Where a number goes that is one more than the page's own, or the place behind its rows. */
function counterPlace(
  { value }: FoundPointer,
  facts: DetectionFacts,
): ReturnType<typeof placesFor>[0] | undefined {
  const { tree, asked } = facts;
  const next = Number(value);
  const own = askedNumber(asked, PAGE_NUMBERS);
  if (own !== undefined && own.value + 1 === next) return own.place;
  for (const { plain, key, node, holder } of placesOf(tree)) {
    const number = toCount(node);
    if (number === undefined) continue;
    if (isPageNumber(plain, holder) && number + 1 === next) {
      return placesFor([PAGE_ALIASES.has(plain) ? 'page' : key], asked)[0];
    }
    const limit = [...holder].find(([name]) => LIMITS.has(plainName(name)))?.[1];
    const size = limit === undefined ? undefined : toCount(limit);
    if (OFFSETS.has(plain) && size !== undefined && number + size === next) {
      return placesFor([key], asked)[0];
    }
  }
  return undefined;
}
