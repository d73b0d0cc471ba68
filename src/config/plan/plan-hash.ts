import { createHash } from 'node:crypto';
import type { AnswerAction } from '../../http/client.ts';
import type { Verify } from '../../model.ts';
import type { RowSelector } from '../../parse/page.ts';
import { isFullUrl } from '../../request/expand.ts';
import type { RequestTemplate, TextTemplate } from '../../request/template.ts';
import type { ColumnHint } from '../../schema/table-hints.ts';
import type { IncrementalSettings } from '../../transform/incremental-settings.ts';
import type { ProcessingStep } from '../../transform/processing-step.ts';
import { auths } from '../format/auth.ts';
import type { MergeKeys } from '../format/columns.ts';
import type { ClientConfig, EndpointConfig, PaginatorConfig } from '../format/config-types.ts';
import { paginatorIdentity } from '../format/paginator.ts';
import { asPlain } from '../format/values.ts';
import type { ParentPlan, ResourcePlan } from './plan.ts';

/** What a plan's hash begins with. Another number makes every checkpoint of earlier versions void. */
const HASH_VERSION = '4';

/** What a resource says of its rows and of how to get them: that part of it which the hash of its plan covers. */
export interface ReadRow {
  readonly selector: RowSelector;
  readonly paginator: PaginatorConfig | null | undefined;
  readonly keys: MergeKeys;
  readonly verify: Verify | null | undefined;
  readonly errors: Pick<ResourcePlan, 'errorPointer' | 'looksForErrors'>;
  readonly incremental: IncrementalSettings | undefined;
  readonly dependence: { readonly parent?: ParentPlan };
  readonly actions: readonly AnswerAction[];
  readonly steps: readonly ProcessingStep[];
  /** Columns that a file describes, where one does. */
  readonly schema: readonly ColumnHint[];
}

/** The hash of what decides which rows there are, and which requests are made for them. */
export function hashRows(
  client: ClientConfig,
  endpoint: EndpointConfig,
  template: Omit<RequestTemplate, 'baseUrl'>,
  rows: ReadRow,
): string {
  return hashPlan([
    HASH_VERSION,
    template.method,
    address(client.base_url, template.path),
    template.params,
    template.body,
    headersSent(client.headers, endpoint.headers),
    rows.selector,
    paginatorIdentity(rows.paginator),
    rows.keys,
    rows.verify,
    rows.errors,
    rows.incremental && asWritten(rows.incremental),
    rows.dependence,
    rows.actions,
    rows.steps,
    authIdentity(endpoint.auth),
    ...(rows.schema.length === 0 ? [] : [rows.schema]),
  ]);
}

/** Functions count by their text, so that another one is another plan; own objects do not count, for nothing is known of them. */
function hashPlan(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts, writeValue)).digest('hex');
}

function writeValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value === 'function') {
    return { function: createHash('sha256').update(String(value)).digest('hex') };
  }
  return value;
}

/**
 * A start that is told from now counts as it was written: a walk that goes on keeps the start that it had. With an end,
 * nothing keeps it.
 */
function asWritten(incremental: IncrementalSettings): IncrementalSettings {
  const { relativeInitial, endValue } = incremental;
  if (relativeInitial === undefined || endValue !== undefined) return incremental;
  return { ...incremental, initialValue: relativeInitial };
}

/** Who asks can decide what is seen; of an authentication of its own, what may be told is how it is done. */
function authIdentity(auth: EndpointConfig['auth']): unknown {
  if (auth == null) return auth === null ? 'none' : 'client';
  if (auths.isOwn(auth)) return 'own';
  return typeof auth === 'string' ? auth : (asPlain(auth)['type'] ?? 'bearer');
}

/** The same for all ways to write one address. */
function address(base: string, path: TextTemplate): readonly unknown[] {
  const [first, ...more] = path;
  if (typeof first !== 'string') return [base.replace(/\/+$/, ''), path];
  return isFullUrl(first)
    ? ['', path]
    : [base.replace(/\/+$/, ''), [first.replace(/^\/+/, ''), ...more]];
}

/** Headers can choose another workspace, or other fields: they decide the rows, too. */
function headersSent(
  ...sets: readonly (Readonly<Record<string, string | null>> | null | undefined)[]
): readonly (readonly [name: string, value: string | null])[] {
  const merged = new Map<string, string | null>();
  for (const set of sets) {
    for (const [name, value] of Object.entries(set ?? {})) merged.set(name.toLowerCase(), value);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
}
