import { createHash } from 'node:crypto';
import type { OffsetSettings } from '../pagination/offset.ts';
import { jsonPointer } from '../parse/envelope.ts';
import type { ParseLimits } from '../parse/limits.ts';
import { tableName } from '../schema/naming.ts';
import { literalText } from './braces.ts';
import { joinUrl } from './join-url.ts';
import { parsePath } from './json-path.ts';
import type { ResourcePlan } from './plan.ts';
import { toPairs } from './query.ts';
import type {
  ClientConfig,
  EndpointConfig,
  PaginatorConfig,
  ResourceConfig,
} from './rest-api-config.ts';

const DEFAULT_MAX_PASSES = 3;
const DEFAULT_MAX_DELETE_RATIO = 0.2;
const DEFAULT_MAX_CHECKPOINT_AGE_SECONDS = 7 * 24 * 60 * 60;

/** A resource with its defaults, checked. */
export interface MergedResource extends ResourceConfig {
  readonly endpoint: EndpointConfig & {
    readonly path: string;
    readonly params: NonNullable<EndpointConfig['params']>;
  };
}

/** A client and a resource of it, with values or as they may be shown. */
export interface Written {
  readonly client: ClientConfig;
  readonly resource: MergedResource;
}

/** The plan of a resource: `shown` is the same configuration without secrets, for what is written down. */
export function planResource(
  written: Written,
  shown: Written,
  settings: { readonly headers: Readonly<Record<string, string>>; readonly limits: ParseLimits },
): ResourcePlan {
  const { client, resource } = written;
  const { sent: _, ...rows } = rowSettings(written);
  const naming = resource.naming ?? 'snake_case';
  return {
    name: resource.name,
    table: tableName(resource.table_name ?? resource.name, naming),
    selected: resource.selected ?? true,
    ...rows,
    ...settings,
    naming,
    detectDates: resource.detect_dates ?? true,
    writeDisposition: resource.write_disposition == null ? 'append' : 'merge',
    maxPasses: resource.max_passes ?? client.max_passes ?? DEFAULT_MAX_PASSES,
    onMissing: resource.on_missing ?? 'keep',
    maxDeleteRatio: resource.max_delete_ratio ?? DEFAULT_MAX_DELETE_RATIO,
    maxCheckpointAgeMs: Math.round(
      (resource.max_checkpoint_age_seconds ?? DEFAULT_MAX_CHECKPOINT_AGE_SECONDS) * 1000,
    ),
    planHash: hashRows(rowSettings(shown)),
  };
}

type RowSettings = Pick<
  ResourcePlan,
  'url' | 'params' | 'selector' | 'paginator' | 'primaryKey' | 'verify' | 'errorPointer'
> & {
  /** What is sent with every request, in a form that does not depend on its order. */
  readonly sent: readonly (readonly [name: string, value: string | null])[];
};

/** What decides which rows there are, and which requests are made for them. */
function rowSettings({ client, resource }: Written): RowSettings {
  const { endpoint, primary_key: primaryKey } = resource;
  const verify = resource.verify ?? client.verify;
  return {
    url: absoluteUrl(client.base_url, literal(endpoint.path, true)),
    params: toPairs(endpoint.params, literal),
    selector: segmentsOf(endpoint.data_selector),
    paginator: paginatorSettings(endpoint.paginator ?? client.paginator),
    primaryKey: [primaryKey ?? []].flat(),
    sent: headersSent(client.headers, endpoint.headers),
    ...(verify == null ? {} : { verify }),
    ...(client.error_path == null
      ? {}
      : { errorPointer: jsonPointer(segmentsOf(client.error_path)) }),
  };
}

function hashRows(rows: RowSettings): string {
  const { url, params, selector, paginator, primaryKey, verify, errorPointer, sent } = rows;
  const parts = ['3', url, params, selector, paginator, primaryKey, verify, errorPointer, sent];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Headers can choose another workspace, or other fields: they decide the rows, too. */
function headersSent(
  ...sets: readonly (Readonly<Record<string, string | null>> | null | undefined)[]
): RowSettings['sent'] {
  const merged = new Map<string, string | null>();
  for (const set of sets) {
    for (const [name, value] of Object.entries(set ?? {})) merged.set(name.toLowerCase(), value);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** In the form in which it is sent; what is no URL (a name in place of a secret) stays as it is. */
function absoluteUrl(base: string, path: string): string {
  const url = joinUrl(base, path);
  return URL.canParse(url) ? new URL(url).href : url;
}

function paginatorSettings(paginator: PaginatorConfig | null | undefined): OffsetSettings {
  if (paginator == null) throw new TypeError('a resource without a paginator passed the checks');
  const { total_path: totalPath } = paginator;
  return {
    type: 'offset',
    limit: paginator.limit,
    offset: paginator.offset ?? 0,
    offsetParam: paginator.offset_param ?? 'offset',
    limitParam: paginator.limit_param ?? 'limit',
    total:
      totalPath === undefined
        ? { written: false }
        : { written: true, path: totalPath === null ? null : jsonPointer(segmentsOf(totalPath)) },
  };
}

function segmentsOf(path: string | null | undefined): readonly string[] {
  const parsed = parsePath(path ?? '$');
  // of the two configurations only the one to be shown can hold what is no path: a name in place of a secret
  return 'segments' in parsed ? parsed.segments : [String(path)];
}

function literal(text: string, isPath = false): string {
  const read = literalText(text, isPath);
  return 'text' in read ? read.text : text;
}
