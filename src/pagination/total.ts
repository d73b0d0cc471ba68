import { SourceError } from '../errors.ts';
import type { EnvelopeFacts, EnvelopeValue, JsonNode } from '../model.ts';
import { excerpt } from '../wording.ts';

/**
 * The `total_path` of the format. One that the user did not write is a hint: nothing need be there. `path` is an RFC 6901
 * JSON pointer or a JSONPath that begins with `$`; null means that no total ends the walk.
 */
export type TotalSetting =
  | { readonly written: false }
  | { readonly written: true; readonly path: string | null };

/** The default of the format. */
export const DEFAULT_TOTAL = '/total';

/** What stands at the place of a total: a count, nothing, or a value that is not a count. */
export type ToldTotal =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly value: string };

/** Reads the total at one place: a whole number, also as text (`"2317"`). */
export function toldTotal(envelope: EnvelopeFacts, path: string | null): ToldTotal {
  const value = path === null ? undefined : envelope.get(path);
  if (value === undefined || value.kind === 'null') return { kind: 'absent' };
  const count = toCount(value);
  if (count !== undefined) return { kind: 'count', count };
  return { kind: 'unusable', value: `${value.kind} ${excerpt(value.text)}`.trim() };
}

/** A whole number, also as text; undefined for everything else. */
export function toCount(value: EnvelopeValue | JsonNode): number | undefined {
  if (value.kind !== 'number' && value.kind !== 'string') return undefined;
  const count = value.text.trim() === '' ? Number.NaN : Number(value.text);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** The pointers of the envelope that a setting asks for. */
export function totalPointers(setting: TotalSetting): readonly string[] {
  return setting.written && setting.path !== null ? [setting.path] : [];
}

/** Whether a total stood at the place that the user wrote, on any page so far. Plain data. */
export interface WrittenTotal {
  isTold: boolean;
}

/**
 * Sees that a `total_path` that the user wrote leads to a total: on the first page that has to have one, and from then on it
 * may be missing, for some APIs count on the first page only.
 *
 * @throws {SourceError} SOURCE_TOTAL_MISSING
 */
export function demandTotal(
  seen: WrittenTotal,
  setting: TotalSetting,
  page: { readonly envelope: EnvelopeFacts; readonly rowCount: number },
  isDemanded: boolean = page.rowCount > 0,
): void {
  if (!setting.written || setting.path === null || seen.isTold) return;
  const told = toldTotal(page.envelope, setting.path);
  if (told.kind === 'count') seen.isTold = true;
  else if (isDemanded) throw totalMissing(setting.path, told);
}

export function totalMissing(path: string, told: ToldTotal): SourceError {
  const seen =
    told.kind === 'unusable' ? `holds ${told.value}, which is not a count` : 'is not in the body';
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
