import type { HttpSettings } from '../http/client.ts';
import type { RetrySettings } from '../http/retry.ts';
import type { OffsetSettings } from '../pagination/offset.ts';
import type { ParseLimits } from '../parse/limits.ts';
import type { Naming } from '../schema/naming.ts';
import type { QueryPairs } from './query.ts';

/** A source with every default in place. Plain data, frozen. */
export interface SourcePlan {
  readonly name: string;
  readonly http: HttpSettings;
  readonly retry: RetrySettings;
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
  /** Hash of what decides the rows: address, parameters, selector, paginator and key. Secrets have no part in it. */
  readonly planHash: string;
}
