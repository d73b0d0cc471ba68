import { SourceError } from '../errors.ts';
import { excerpt } from '../excerpt.ts';
import type { EnvelopeFacts, EnvelopeValue } from '../model.ts';

/**
 * Where the API tells how many rows the collection holds. A path that the user did not write is a hint: the usual
 * places are looked at, and nothing need be there. `path` is an RFC 6901 JSON pointer; null switches totals off.
 */
export type TotalSetting =
  | { readonly written: false }
  | { readonly written: true; readonly path: string | null };

/** The default of the format. */
export const DEFAULT_TOTAL = '/total';
const USUAL_PLACES = [
  DEFAULT_TOTAL,
  '/meta/total',
  '/meta/total_count',
  '/pagination/total',
] as const;

/** The pointers at which a total may stand, the likeliest first. */
export function totalPointers(setting: TotalSetting): readonly string[] {
  if (!setting.written) return USUAL_PLACES;
  return setting.path === null ? [] : [setting.path];
}

/** What a page tells of the total: a count, nothing, or a value that is no count. */
export type ToldTotal =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly pointer: string; readonly value: string };

/** Reads the total: a whole number, also as text (`"2317"`). */
export function toldTotal(envelope: EnvelopeFacts, pointers: readonly string[]): ToldTotal {
  let unusable: ToldTotal | undefined;
  for (const pointer of pointers) {
    const value = envelope.get(pointer);
    if (value === undefined || value.kind === 'null') continue;
    const count = toCount(value);
    if (count !== undefined) return { kind: 'count', count };
    unusable ??= {
      kind: 'unusable',
      pointer,
      value: `${value.kind} ${excerpt(value.text)}`.trim(),
    };
  }
  return unusable ?? { kind: 'absent' };
}

/** A whole number, also as text; undefined for everything else. */
export function toCount(value: EnvelopeValue): number | undefined {
  if (value.kind !== 'number' && value.kind !== 'string') return undefined;
  const count = value.text.trim() === '' ? Number.NaN : Number(value.text);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** Totals that were told in the course of a pass. */
export interface Totals {
  first: number | undefined;
  last: number | undefined;
  /** Whether a value that is no count was met. */
  unusable: string | undefined;
  /** Whether any answer was looked at. */
  isBegun: boolean;
}

export function noTotals(): Totals {
  return { first: undefined, last: undefined, unusable: undefined, isBegun: false };
}

/**
 * Takes the total of one answer; gives it.
 *
 * @throws {SourceError} SOURCE_TOTAL_MISSING where a path that the user wrote leads to none, on a page that must have it:
 * one with rows, unless said otherwise.
 */
export function noteTotal(
  totals: Totals,
  setting: TotalSetting,
  page: { readonly envelope: EnvelopeFacts; readonly rowCount: number },
  isDemanded: boolean = page.rowCount > 0,
): number | undefined {
  const told = toldTotal(page.envelope, totalPointers(setting));
  const isFirst = !totals.isBegun;
  totals.isBegun = true;
  if (told.kind === 'count') {
    if (isFirst) totals.first = told.count;
    totals.last = told.count;
    return told.count;
  }
  if (setting.written && setting.path !== null && isDemanded)
    throw totalMissing(setting.path, told);
  if (told.kind === 'unusable') {
    totals.unusable = `The total at \`${told.pointer}\` is ${told.value}, not a count: it was not used.`;
  }
  return undefined;
}

export function totalMissing(path: string, told: ToldTotal): SourceError {
  const seen =
    told.kind === 'unusable' ? `holds ${told.value}, which is no count` : 'is not in the body';
  return new SourceError(
    'SOURCE_TOTAL_MISSING',
    `\`total_path\` (${path}) ${seen}. Correct it, leave it out, or set it to null to do without a total.`,
  );
}

/** Nothing else was configured that could end the walk. */
export function nothingEnds(path: string | null): SourceError {
  return new SourceError(
    'SOURCE_TOTAL_MISSING',
    `nothing can end this walk: \`stop_after_empty_page\` is off, and ${path === null ? 'there is no total' : `no total is at ${path}`}. Set \`total_path\`, \`has_more_path\` or a maximum, or stop after an empty page; the rows of this page were not taken.`,
  );
}
