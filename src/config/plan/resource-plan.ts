import type { ParseLimits } from '../../parse/limits.ts';
import type { RowSelector } from '../../parse/page.ts';
import type { RequestTemplate, TextTemplate } from '../../resource/request/template.ts';
import { tableName } from '../../schema/naming.ts';
import type { WriteMode } from '../../schema/table-hints.ts';
import type { IncrementalSettings } from '../../transform/incremental-settings.ts';
import { envelopeKey } from '../format/body-path.ts';
import type {
  ClientConfig,
  EndpointConfig,
  PaginatorConfig,
  ResourceConfig,
  WriteDispositionConfig,
} from '../format/config-types.ts';
import { incrementalSettings } from '../format/incremental-settings.ts';
import { isFullUrl } from '../format/join-url.ts';
import { pathNames, readPath } from '../format/json-path.ts';
import { isOwnAuth } from '../format/own-object.ts';
import { paginatorIdentity, paginatorSettings } from '../format/paginator-settings.ts';
import { asPlain } from '../format/plain.ts';
import { answerActions } from '../format/response-action-schema.ts';
import { schemaContract } from '../format/schema-contract-schema.ts';
import { processingSteps } from '../format/steps.ts';
import { columnHints, tableKeys } from '../format/table.ts';
import { type MergeKeys, writeMode } from '../format/write-disposition-schema.ts';
import type { ParentPlan, ResourcePlan } from './plan.ts';
import { hashPlan } from './plan-hash.ts';
import { type ReadRequest, readRequest } from './request-template.ts';
import { isSingleEntity } from './single-entity.ts';

const DEFAULT_MAX_PASSES = 3;
const DEFAULT_MAX_EMPTY_PAGES = 100;
const DEFAULT_MAX_DELETE_RATIO = 0.2;
const DEFAULT_MAX_CHECKPOINT_AGE_SECONDS = 7 * 24 * 60 * 60;

/** What a plan's hash begins with. Another number makes every checkpoint of earlier versions void. */
const HASH_VERSION = '4';

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

/** What a resource gets from what stands around it. */
export interface Surroundings {
  /** Headers of the client that it carries itself. */
  readonly headers: RequestTemplate['headers'];
  readonly limits: ParseLimits;
  /** Its place in the configuration. */
  readonly position: number;
}

/** The plan of a resource: `shown` is the same configuration without secrets, for what is written down. */
export function planResource(
  written: Written,
  shown: Written,
  { headers, limits, position }: Surroundings,
): ResourcePlan {
  const { client, resource } = written;
  const request = readRequest(asPlain(resource.endpoint));
  const naming = resource.naming ?? 'snake_case';
  const keys = tableKeys(resource);
  const { table_name: table } = resource;
  const verify = resource.verify ?? client.verify;
  const write = writeOf(resource.write_disposition, keys);
  return {
    name: resource.name,
    position,
    table: tableName(typeof table === 'string' ? table : resource.name, naming),
    ...(typeof table === 'function' ? { tableOf: table } : {}),
    selected: resource.selected ?? true,
    request: {
      ...request.template,
      baseUrl: client.base_url,
      headers: [...headers, ...request.template.headers],
    },
    ...dependence(resource, request),
    ...rowSettings(resource),
    ...keys,
    columns: columnHints(resource.columns),
    contract: schemaContract(resource.schema_contract),
    selector: selectorOf(resource.endpoint),
    paginator: paginatorSettings(paginatorOf(written)),
    limits,
    naming,
    detectDates: resource.detect_dates ?? true,
    write,
    ...(verify == null ? {} : { verify }),
    maxPasses: resource.max_passes ?? client.max_passes ?? DEFAULT_MAX_PASSES,
    ...(resource.load_times === true ? { loadTimes: true } : {}),
    onMissing: resource.on_missing ?? 'keep',
    ...deleteRatio(resource, write),
    ...(resource.max_columns == null ? {} : { maxColumns: resource.max_columns }),
    maxCheckpointAgeMs: Math.round(
      (resource.max_checkpoint_age_seconds ?? DEFAULT_MAX_CHECKPOINT_AGE_SECONDS) * 1000,
    ),
    ...errorsOf(written),
    ...witnessOf(resource.endpoint),
    maxEmptyPages: client.limits?.empty_pages ?? DEFAULT_MAX_EMPTY_PAGES,
    planHash: hashRows(shown),
  };
}

/** Without a word of it a table is replaced by fewer rows, too. */
function deleteRatio(
  { max_delete_ratio: ratio }: MergedResource,
  write: ResourcePlan['write'],
): Pick<ResourcePlan, 'maxDeleteRatio'> {
  if (ratio == null && write === 'replace') return {};
  return { maxDeleteRatio: ratio ?? DEFAULT_MAX_DELETE_RATIO };
}

type RowSettings = Pick<ResourcePlan, 'actions' | 'steps' | 'incremental'>;

/** What is done with answers and rows on their way. */
function rowSettings({ endpoint, processing_steps: steps }: MergedResource): RowSettings {
  const incremental = incrementalSettings(endpoint);
  return {
    actions: answerActions(endpoint.response_actions),
    steps: processingSteps(steps),
    ...(incremental === undefined ? {} : { incremental }),
  };
}

function dependence(resource: MergedResource, { binds }: ReadRequest): { parent?: ParentPlan } {
  const [first] = binds;
  if (first === undefined) return {};
  const { include_from_parent: include, on_null_parent: onNull } = resource;
  const parent = {
    resource: first.resource,
    fields: [...new Set(binds.map(({ field }) => field))],
    include: [...new Set(include ?? [])].map(
      (field) => [field, `_${first.resource}_${field}`] as const,
    ),
    onNull: onNull ?? ('error' as const),
  };
  return { parent };
}

/** What the configuration says of where the rows are. One entity is the body itself, unless it says otherwise. */
function selectorOf({ data_selector: written, path }: MergedResource['endpoint']): RowSelector {
  if (written != null && written !== '') return readPath(written);
  return isSingleEntity(path) ? [] : 'auto';
}

/**
 * The endpoint's or the defaults' paginator, else the client's. One entity has one page, whatever the client says. `auto`
 * stands for the client's, where there is one.
 */
function paginatorOf({ client, resource }: Written): PaginatorConfig | null | undefined {
  const { paginator, path } = resource.endpoint;
  if (paginator == null) return isSingleEntity(path) ? 'single_page' : client.paginator;
  const isAuto = paginator === 'auto' || asPlain(paginator)['type'] === 'auto';
  return isAuto ? (client.paginator ?? paginator) : paginator;
}

/** Rows to be merged by no key are appended, as in dlt; the destination says so, which it can only where it knows. */
function writeOf(config: WriteDispositionConfig | null | undefined, keys: MergeKeys): WriteMode {
  const isMerge = config === 'merge' || asPlain(config)['disposition'] === 'merge';
  const mode = writeMode(config, keys);
  return isMerge && mode === 'append' ? 'merge' : mode;
}

/**
 * How a body tells of an error: at a written path, and by the usual words. null switches both off; the words tell nothing
 * where the user wrote that the body itself is the rows.
 */
function errorsOf({
  client,
  resource,
}: Written): Pick<ResourcePlan, 'errorPointer' | 'looksForErrors'> {
  const { error_path: own, data_selector: selector } = resource.endpoint;
  const path = own === undefined ? client.error_path : own;
  const isRoot = selector != null && selector !== '' && pathNames(selector)?.length === 0;
  return {
    ...(path == null ? {} : { errorPointer: envelopeKey(path) }),
    ...(path === null || isRoot ? { looksForErrors: false } : {}),
  };
}

/** Null stays null: it switches a witness off. */
function witnessOf({ witness }: MergedResource['endpoint']): Pick<ResourcePlan, 'witness'> {
  if (witness == null) return {};
  const keyOf = (path: string | null): string | null => path && envelopeKey(path);
  const { total, more } = witness;
  return {
    witness: {
      ...(total === undefined ? {} : { total: keyOf(total) }),
      ...(more === undefined ? {} : { more: keyOf(more) }),
    },
  };
}

/** What decides which rows there are, and which requests are made for them. */
function hashRows(written: Written): string {
  const { client, resource } = written;
  const request = readRequest(asPlain(resource.endpoint));
  const { template } = request;
  const { actions, steps, incremental } = rowSettings(resource);
  return hashPlan([
    HASH_VERSION,
    template.method,
    address(client.base_url, template.path),
    template.params,
    template.body,
    headersSent(client.headers, resource.endpoint.headers),
    selectorOf(resource.endpoint),
    paginatorIdentity(paginatorOf(written)),
    tableKeys(resource),
    resource.verify ?? client.verify,
    errorsOf(written),
    incremental && asWritten(incremental),
    dependence(resource, request),
    actions,
    steps,
    authIdentity(resource.endpoint.auth),
  ]);
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
  if (isOwnAuth(auth)) return 'own';
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
