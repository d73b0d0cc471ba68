import type { Verify } from '../model.ts';
import type { PageRequest } from './paginator.ts';
import { type TotalSetting, totalPointers } from './total.ts';
import { placedRequest, placedValue, placeOf } from './value-place.ts';

/** The `offset` paginator: how many rows a page is asked for, and under which names. */
export interface OffsetSettings {
  readonly type: 'offset';
  /** Rows asked for at a time. The API may give fewer. */
  readonly limit: number;
  /** The first offset. */
  readonly offset: number;
  readonly offsetParam: string;
  readonly limitParam: string;
  /** Where the offset goes in the JSON body, in place of `offsetParam`. */
  readonly offsetBodyPath?: readonly string[];
  /** Where the limit goes in the JSON body, in place of `limitParam`. */
  readonly limitBodyPath?: readonly string[];
  readonly total: TotalSetting;
  /** The offset at which to stop, which is not asked for. */
  readonly maximumOffset?: number;
  /** Default: true. */
  readonly stopAfterEmptyPage?: boolean;
  /** Where the body tells whether more pages follow: RFC 6901 JSON pointer, or a JSONPath that begins with `$`. */
  readonly hasMorePath?: string;
}

export interface OffsetOptions {
  readonly verify: Verify;
  /** Pages in flight. */
  readonly window: number;
  /** What an earlier run's `state()` gave, as JSON brings it back. */
  readonly state?: unknown;
  /** `trusted` takes pages for linked that are not. For the simulation, which must be able to see what that does. */
  readonly links?: 'checked' | 'trusted' | undefined;
}

/** The request of one page. */
export function offsetRequest(
  settings: OffsetSettings,
  offset: number,
  role: PageRequest['role'] = 'body',
): PageRequest {
  const { offsetParam, offsetBodyPath, limitParam, limitBodyPath, limit } = settings;
  const values = [
    [placeOf(offsetParam, offsetBodyPath), offset],
    [placeOf(limitParam, limitBodyPath), limit],
  ] as const;
  return placedRequest(values, role);
}

/** Where the values of the envelope stand that offsets need. */
export function offsetPointers({ total, hasMorePath }: OffsetSettings): readonly string[] {
  return [...totalPointers(total), ...(hasMorePath === undefined ? [] : [hasMorePath])];
}

/** The offset that a request asks for. */
export function offsetOf(settings: OffsetSettings, request: PageRequest): number {
  return Number(placedValue(placeOf(settings.offsetParam, settings.offsetBodyPath), request));
}

/** The offset of the API's first row: a written first offset of 1 says that it counts from 1. */
function baseOffset({ offset }: OffsetSettings): number {
  return offset === 1 ? 1 : 0;
}

/** The offset behind the last row of a collection that holds `total` rows. */
export function endOffset(settings: OffsetSettings, total: number): number {
  return baseOffset(settings) + total;
}

/** Rows that a written first offset leaves out. */
export function skippedRows(settings: OffsetSettings): number {
  return settings.offset - baseOffset(settings);
}
