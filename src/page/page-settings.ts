import type { AnswerAction } from '../http/client.ts';
import type { RetrySettings } from '../http/retry.ts';
import type { Paginator } from '../pagination/paginator.ts';
import type { ColumnForm } from '../parse/column-form.ts';
import type { ParseLimits } from '../parse/limits.ts';
import { createPageReader, type PageReader, type RowSelector } from '../parse/page.ts';
import type { BoundBody } from '../request/bind-request.ts';

/** What asking for a page of a resource, and reading it, takes. */
export interface PageSettings {
  readonly name: string;
  /** Where its pages are, with the query that the path itself holds. */
  readonly url: string;
  /** Query parameters in order; what the paginator adds replaces those of the same name. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Default: GET. */
  readonly method?: 'GET' | 'POST';
  readonly body?: BoundBody | undefined;
  /** Looked at before the status of a response is. */
  readonly actions?: readonly AnswerAction[];
  readonly selector: RowSelector;
  /** Field names; none if rows have no key. */
  readonly primaryKey: readonly string[];
  /** Fields by which rows take the place of others. Default: none. */
  readonly mergeKey?: readonly string[] | undefined;
  /** Default: a name of the key means the field of exactly that name. */
  readonly columnForm?: ColumnForm | undefined;
  /** Whether rows get their key behind the walk, so that those without one pass. Default: false. */
  readonly hasLenientKeys?: boolean;
  /** RFC 6901 JSON pointer to what only a bad body has. */
  readonly errorPointer?: string;
  /** Whether a body that says it is an error, and holds no rows, fails its page. Default: true. */
  readonly looksForErrors?: boolean;
  readonly limits: ParseLimits;
  readonly retry: RetrySettings;
  /** The longest pause that the API may ask for; a longer one ends the walk. Default: none is too long. */
  readonly maxWaitMs?: number;
}

/** What reads the pages of a resource. `isResumed`: whether an earlier run read pages of the walk. */
export function createReader(
  settings: PageSettings,
  paginator: Paginator,
  isResumed = false,
): PageReader {
  const { errorPointer, looksForErrors, columnForm } = settings;
  return createPageReader({
    resource: settings.name,
    selector: settings.selector,
    keyFields: settings.primaryKey,
    mergeKey: settings.mergeKey,
    ...(settings.hasLenientKeys === true ? { hasLenientKeys: true } : {}),
    hasEarlierPages: isResumed,
    columnForm,
    envelopePointers: paginator.envelopePointers,
    limits: settings.limits,
    errorPointer,
    looksForErrors: looksForErrors ?? true,
  });
}
