import type { EnvelopeFacts, EnvelopeValue } from '../model.ts';

/**
 * Where the API tells how many rows the collection holds. A path that the user did not write is a hint: the usual
 * places are looked at, and nothing need be there. `path` is an RFC 6901 JSON pointer; null switches totals off.
 */
export type TotalSetting =
  | { readonly written: false }
  | { readonly written: true; readonly path: string | null };

const USUAL_PLACES = ['/total', '/meta/total', '/meta/total_count', '/pagination/total'] as const;

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
      value: `${value.kind} ${value.text}`.trim().slice(0, 40),
    };
  }
  return unusable ?? { kind: 'absent' };
}

function toCount(value: EnvelopeValue): number | undefined {
  if (value.kind !== 'number' && value.kind !== 'string') return undefined;
  const count = value.text.trim() === '' ? Number.NaN : Number(value.text);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
