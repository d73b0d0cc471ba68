import type { Verify } from '../model.ts';
import type { PageSettings } from '../page/page-settings.ts';
import type { ProvedResource } from '../proof/end-of-walk.ts';

/** What a walk needs to know of its resource. */
export interface ResourceSettings extends PageSettings, ProvedResource {
  /** Pages without rows in a row after which the walk makes no progress. Default: 100. */
  readonly maxEmptyPages?: number;
  /** Pages in flight. */
  readonly window: number;
  readonly verify: Verify;
  /** Passes after which a walk whose rows change places is given up. */
  readonly maxPasses: number;
  /** Pages after which the walk is cut off; a try. */
  readonly maxPages?: number;
  /** `trusted` takes pages for linked that are not: for the simulation, which must be able to see what that does. */
  readonly links?: 'checked' | 'trusted';
}
