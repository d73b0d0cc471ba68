import type { AnswerAction } from '../http/client.ts';
import type { RetrySettings } from '../http/retry.ts';
import type { Verify } from '../model.ts';
import type { PaginatorSettings } from '../pagination/settings.ts';
import type { ColumnForm } from '../parse/column-form.ts';
import type { ParseLimits } from '../parse/limits.ts';
import type { RowSelector } from '../parse/page.ts';
import type { BoundBody } from './request/bound-request.ts';

/** What a walk needs to know of its resource. */
export interface ResourceSettings {
  readonly name: string;
  /** Where its pages are, with the query that the path itself holds. */
  readonly url: string;
  /** Query parameters in order; what the paginator adds replaces those of the same name. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Default: GET. */
  readonly method?: 'GET' | 'POST';
  readonly body?: BoundBody;
  /** Looked at before the status of an answer is. */
  readonly actions?: readonly AnswerAction[];
  readonly paginator: PaginatorSettings;
  readonly selector: RowSelector;
  /** Witnesses that the configuration names, as keys of the envelope, or switches off by null. Default: the usual places. */
  readonly witness?: { readonly total?: string | null; readonly more?: string | null };
  /** Pages without rows in a row after which the walk makes no progress. Default: 100. */
  readonly maxEmptyPages?: number;
  /** Field names; none where rows have no key. */
  readonly primaryKey: readonly string[];
  /** Fields by which rows take the place of others. Default: none. */
  readonly mergeKey?: readonly string[];
  /** Default: a name of the key means the field of exactly that name. */
  readonly columnForm?: ColumnForm;
  /** Whether rows get their key behind the walk, so that those without one pass. Default: false. */
  readonly hasLenientKeys?: boolean;
  /** What is done to the rows behind the walk, and can change their key; for messages. Default: nothing. */
  readonly steps?: readonly unknown[];
  /** RFC 6901 JSON pointer to what only a bad body has. */
  readonly errorPointer?: string;
  /** Whether a body that says it is an error, and holds no rows, fails its page. Default: true. */
  readonly looksForErrors?: boolean;
  readonly limits: ParseLimits;
  readonly retry: RetrySettings;
  /** The longest pause that the API may ask for; a longer one ends the walk. Default: none is too long. */
  readonly maxWaitMs?: number;
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
