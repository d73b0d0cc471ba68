import type { JsonValue } from '../../model.ts';
import type { ParseLimits } from '../../parse/limits.ts';
import type { RowSelector } from '../../parse/page.ts';
import type { RequestTemplate } from '../../request/template.ts';
import type { DltSettings } from '../../schema/dlt/tables.ts';
import { tableName } from '../../schema/naming.ts';
import { DEFAULT_NESTED, type WriteMode } from '../../schema/table-hints.ts';
import { DEFAULT_MAX_EMPTY_PAGES, DEFAULT_MAX_PASSES } from '../format/client.ts';
import { columnHints, dltColumns, type MergeKeys, tableKeys } from '../format/columns.ts';
import type {
  ClientConfig,
  EndpointConfig,
  PaginatorConfig,
  ResourceConfig,
  WriteDispositionConfig,
} from '../format/config-types.ts';
import { incrementalSettings } from '../format/incremental.ts';
import { paginatorSettings } from '../format/paginator.ts';
import { RESOURCE } from '../format/resource.ts';
import { answerActions, processingSteps } from '../format/steps.ts';
import { schemaContract, writeMode, writeOptions } from '../format/table.ts';
import { envelopeKey, pathNames, readPath } from '../format/text-checks.ts';
import { asPlain } from '../format/values.ts';
import type { ParentPlan, ResourcePlan } from './plan.ts';
import { hashRows, type ReadRow } from './plan-hash.ts';
import type { ReadRequest } from './request-template.ts';

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
  readonly request: ReadRequest;
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
  const { client, resource, request } = written;
  const naming = resource.naming ?? RESOURCE.naming;
  const rows = readRow(written);
  const { table_name: table } = resource;
  const write = writeOf(resource.write_disposition, rows.keys);
  return {
    name: resource.name,
    position,
    table: tableName(typeof table === 'string' ? table : resource.name, naming),
    ...(typeof table === 'function' ? { tableOf: table } : {}),
    selected: resource.selected ?? RESOURCE.selected,
    request: {
      ...request.template,
      baseUrl: client.base_url,
      headers: [...headers, ...request.template.headers],
    },
    ...rows.dependence,
    actions: rows.actions,
    steps: rows.steps,
    incremental: rows.incremental,
    ...rows.keys,
    columns: columnHints(resource.columns),
    contract: schemaContract(resource.schema_contract),
    selector: rows.selector,
    paginator: paginatorSettings(rows.paginator),
    limits,
    naming,
    detectDates: resource.detect_dates ?? RESOURCE.detectDates,
    dlt: dltSettings(resource),
    nested: resource.nested ?? (resource.max_table_nesting === 0 ? 'json' : DEFAULT_NESTED),
    ...(resource.nested_views === true ? { nestedViews: true } : {}),
    write,
    ...writeOptions(resource.write_disposition, naming),
    ...(rows.verify == null ? {} : { verify: rows.verify }),
    maxPasses: resource.max_passes ?? client.max_passes ?? DEFAULT_MAX_PASSES,
    ...(resource.load_times === true ? { loadTimes: true } : {}),
    onMissing: resource.on_missing ?? RESOURCE.onMissing,
    ...deleteRatio(resource, write),
    maxColumns: resource.max_columns ?? RESOURCE.maxColumns,
    maxCheckpointAgeMs: Math.round(
      (resource.max_checkpoint_age_seconds ?? RESOURCE.maxCheckpointAgeSeconds) * 1000,
    ),
    ...rows.errors,
    ...witnessOf(resource.endpoint),
    maxEmptyPages: client.limits?.empty_pages ?? DEFAULT_MAX_EMPTY_PAGES,
    planHash: hashRows(
      shown.client,
      shown.resource.endpoint,
      shown.request.template,
      readRow(shown),
    ),
  };
}

/** What a resource says of its rows. */
function readRow(written: Written): ReadRow {
  const { client, resource, request } = written;
  return {
    selector: selectorOf(resource.endpoint),
    paginator: paginatorOf(written),
    keys: tableKeys(resource),
    verify: resource.verify ?? client.verify,
    errors: errorsOf(written),
    incremental: incrementalSettings(resource.endpoint),
    dependence: dependence(resource, request),
    actions: answerActions(resource.endpoint.response_actions),
    steps: processingSteps(resource.processing_steps),
    schema: columnHints(resource.columns).filter(({ isOptional }) => isOptional === true),
  };
}

/** What counts in layout `dlt` alone. */
function dltSettings(resource: MergedResource): DltSettings {
  const {
    name,
    table_name: table,
    max_table_nesting,
    schema_contract,
    write_disposition: write,
  } = resource;
  return {
    table: typeof table === 'string' ? table : name,
    ...(max_table_nesting == null ? {} : { maxTableNesting: max_table_nesting }),
    ...(schema_contract == null ? {} : { contract: schema_contract as JsonValue }),
    ...(typeof write === 'object' && write?.strategy != null ? { strategy: write.strategy } : {}),
    columns: dltColumns(resource.columns, tableKeys(resource), requiredFields(resource)),
    ...(resource.nested_hints == null ? {} : { nested: nestedHints(resource.nested_hints) }),
    more: hintsOf(resource),
  };
}

/** What the stored schema keeps, and nobody reads. */
function hintsOf({
  file_format,
  references,
}: Pick<MergedResource, 'file_format' | 'references'>): Readonly<Record<string, JsonValue>> {
  return {
    ...(file_format == null ? {} : { file_format }),
    ...(references == null ? {} : { references: references as unknown as JsonValue }),
  };
}

function requiredFields({
  primary_key,
  merge_key,
}: Pick<MergedResource, 'primary_key' | 'merge_key'>): readonly string[] {
  return [primary_key ?? [], merge_key ?? []].flat();
}

function nestedHints(
  hints: NonNullable<MergedResource['nested_hints']>,
): NonNullable<DltSettings['nested']> {
  return Object.entries(hints).map(([path, hint]) => ({
    path: [path],
    columns: dltColumns(hint.columns, tableKeys(hint), requiredFields(hint)),
    ...(hint.schema_contract == null ? {} : { contract: schemaContract(hint.schema_contract) }),
    more: hintsOf(hint),
  }));
}

/** Without a word of it a table is replaced by fewer rows, too, and so are rows deleted or retired whose way of writing asks for it. */
function deleteRatio(
  { max_delete_ratio: ratio }: MergedResource,
  write: ResourcePlan['write'],
): Pick<ResourcePlan, 'maxDeleteRatio'> {
  if (ratio == null && ['replace', 'cdc', 'scd2'].includes(write)) return {};
  return { maxDeleteRatio: ratio ?? RESOURCE.maxDeleteRatio };
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
    onNull: onNull ?? RESOURCE.onNullParent,
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
      total: total === undefined ? undefined : keyOf(total),
      more: more === undefined ? undefined : keyOf(more),
    },
  };
}

/**
 * Whether a path leads to one entity: the last segment of its path holds a placeholder. One in the query
 * chooses rows of a list; slashes at the end do not count.
 */
export function isSingleEntity(path: string): boolean {
  const [address = ''] = path.split('?');
  const last = address
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .at(-1);
  // doubled braces are none that something is put into
  const single = (last ?? '').replace(/\{\{|\}\}/g, '');
  return /\{[A-Za-z0-9.\-_]+\}/.test(single);
}
