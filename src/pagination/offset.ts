import type { Verify } from '../model.ts';
import type { PageRequest } from './paginator.ts';
import type { TotalSetting } from './total.ts';

/** The `offset` paginator: how many rows a page is asked for, and under which names. */
export interface OffsetSettings {
  readonly type: 'offset';
  /** Rows asked for at a time. The API may give fewer. */
  readonly limit: number;
  /** The first offset. */
  readonly offset: number;
  readonly offsetParam: string;
  readonly limitParam: string;
  readonly total: TotalSetting;
}

export interface OffsetOptions {
  readonly verify: Verify;
  /** Pages in flight. */
  readonly window: number;
  /** What an earlier run's `state()` gave, as JSON brings it back. */
  readonly state?: unknown;
  /** `trusted` takes pages for linked that are not. For the simulation, which must be able to see what that does. */
  readonly links?: 'checked' | 'trusted';
}

/** The request of one page. */
export function offsetRequest(
  settings: OffsetSettings,
  offset: number,
  role: PageRequest['role'] = 'body',
): PageRequest {
  return {
    params: { [settings.offsetParam]: offset, [settings.limitParam]: settings.limit },
    role,
  };
}

/** The offset that a request asks for. */
export function offsetOf(settings: OffsetSettings, request: PageRequest): number {
  return Number(request.params[settings.offsetParam]);
}
