import type { HttpSettings } from '../http/client.ts';
import type { RetrySettings } from '../http/retry.ts';
import type { Verify } from '../model.ts';
import type { OffsetSettings } from '../pagination/offset.ts';
import type { ParseLimits } from '../parse/limits.ts';
import type { Naming } from '../schema/naming.ts';
import type { QueryPairs } from './query.ts';

/** A source with every default in place. Plain data, frozen. */
export interface SourcePlan {
  readonly name: string;
  readonly http: HttpSettings;
  readonly retry: RetrySettings;
  /** How long after its start a run stops asking; undefined means never. */
  readonly deadlineMs?: number;
  /** In the order of the configuration, those that are not selected too. */
  readonly resources: readonly ResourcePlan[];
}

/** A resource with every default in place. */
export interface ResourcePlan {
  readonly name: string;
  /** The table's name, already mapped. */
  readonly table: string;
  readonly selected: boolean;
  /** Where its pages are, with the query that the path itself holds. */
  readonly url: string;
  /** Query parameters in order; what the paginator adds takes the place of those of the same name. */
  readonly params: QueryPairs;
  /** Sent besides the headers of the source. */
  readonly headers: Readonly<Record<string, string>>;
  /** Field names as the API writes them; none where rows have no key. */
  readonly primaryKey: readonly string[];
  /** Names that lead to the rows; none for the body itself. */
  readonly selector: readonly string[];
  readonly paginator: OffsetSettings;
  readonly limits: ParseLimits;
  readonly naming: Naming;
  readonly detectDates: boolean;
  /** `append` only where nothing is written: the format's default. */
  readonly writeDisposition: 'merge' | 'append';
  /** How a sync proves its walk; undefined where nothing is written, which means `overlap`. A stream goes its own way. */
  readonly verify?: Verify;
  /** How often a walk is passed in all. */
  readonly maxPasses: number;
  /** What becomes of rows of the table that a complete walk did not meet. */
  readonly onMissing: 'keep' | 'mark' | 'delete';
  /** The share of the table's rows above which nothing is marked or deleted. */
  readonly maxDeleteRatio: number;
  /** Staged rows of an earlier run that are older are not taken up. */
  readonly maxCheckpointAgeMs: number;
  /** RFC 6901 JSON pointer to what only the body of an error has. */
  readonly errorPointer?: string;
  /**
   * Hash of what decides the rows and the requests for them: address, parameters, selector, paginator, key, `verify` and
   * error path. Secrets have no part in it.
   */
  readonly planHash: string;
}
