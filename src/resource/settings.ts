import type { RetrySettings } from '../http/retry.ts';
import type { Verify } from '../model.ts';
import type { OffsetSettings } from '../pagination/offset.ts';
import type { ParseLimits } from '../parse/limits.ts';

/** What a walk needs to know of its resource. */
export interface ResourceSettings {
  readonly name: string;
  /** Where its pages are, with the query that the path itself holds. */
  readonly url: string;
  /** Query parameters in order; what the paginator adds replaces those of the same name. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly paginator: OffsetSettings;
  /** Names that lead to the selected array; none for the root. */
  readonly selector: readonly string[];
  /** Field names; none where rows have no key. */
  readonly primaryKey: readonly string[];
  /** RFC 6901 JSON pointer to what only a bad body has. */
  readonly errorPointer?: string;
  readonly limits: ParseLimits;
  readonly retry: RetrySettings;
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
