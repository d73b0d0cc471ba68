import type { ResourcePlan } from '../config/plan/plan.ts';
import { ConfigError } from '../errors.ts';
import type { EventHandler } from '../events.ts';
import type { FirstPage } from '../walk/first-page.ts';
import { counted } from '../wording.ts';
import { lineageOf } from './families.ts';
import { type FirstSight, firstPages } from './first-pages.ts';
import { syncIssues } from './plan-issues.ts';
import { type RestApiSource, stateOf, unknownResources } from './rest-api-source.ts';
import { joinSignals, redactedEvents, tellWaitsOnce } from './run.ts';

export interface CheckOptions {
  /** Names of the resources to look at. Default: all. */
  readonly resources?: readonly string[];
  /** The layout of the load that is checked. Default: `native`. */
  readonly layout?: 'native' | 'dlt';
  /** Whether nothing is asked for. Default: false. */
  readonly offline?: boolean;
  readonly signal?: AbortSignal;
  /** Told of retries and pauses. */
  readonly onEvent?: EventHandler;
}

/** What a sync would do with a resource, and what its first page showed. */
export interface ResourceCheck {
  readonly name: string;
  /** The table, or that a function of the configuration decides it. */
  readonly table: string;
  readonly parent?: string;
  readonly write: string;
  readonly primaryKey: readonly string[];
  /** The paginator's type, as configured; `auto` where it is to be found out. */
  readonly paginator: string;
  /** Where the rows are, as configured; `auto` where that is to be found out. */
  readonly selector: string;
  /** Whether pages are read whole, because their rows, or what leads to the next page, cannot be reached while streaming. */
  readonly readsWhole: boolean;
  readonly incremental?: string;
  /** The best verdict that a sync of it can have, with its basis. */
  readonly verdict: string;
  /** Undefined where nothing was asked for. */
  readonly page?: PageCheck;
  /** Why there was no first page, or what a sync would fail with at a row of it. */
  readonly error?: Error;
  /** What to look at. */
  readonly warnings: readonly string[];
}

/** What a first page showed. */
export interface PageCheck {
  readonly status: number;
  readonly rows: number;
  /** Where the rows were found. */
  readonly selector: string;
  /** The paginator's type, as configured or recognised. */
  readonly paginator: string;
  /** The rows of the collection, as the API tells. */
  readonly total?: number;
  readonly hasNext: boolean;
  /** Rows whose key was on the page already. */
  readonly repeatedKeys: number;
}

export interface CheckReport {
  readonly source: string;
  readonly resources: readonly ResourceCheck[];
}

/**
 * Shows what a sync of this source would do, and asks each resource for its first page. It changes nothing. A resource that
 * depends on another is asked for with a row of that one's first page: the first one that has rows, of five at most.
 *
 * @throws {ConfigError} for a resource that the source does not have, and for what `sync` refuses.
 */
export async function checkSource(
  source: RestApiSource,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const names = options.resources ?? source.resources;
  const state = stateOf(source);
  const { plan } = state;
  const issues = [
    ...unknownResources(source, names, 'resources'),
    ...syncIssues(plan, names, options.layout ?? 'native'),
  ];
  if (issues.length > 0) throw new ConfigError('CONFIG_INVALID', issues);
  const resources = plan.resources.filter(({ name }) => names.includes(name));
  if (options.offline === true) {
    return { source: source.name, resources: resources.map((resource) => describe(resource)) };
  }
  const { client, release } = state.useClient();
  const signal = joinSignals(state.signal, options.signal);
  const { clock, permits } = state;
  const use = {
    plan,
    client,
    permits,
    clock,
    signal,
    onEvent: tellWaitsOnce(redactedEvents(options.onEvent ?? (() => {}), client.redact)),
    verifyOf: () => 'off' as const,
  };
  try {
    const wanted = new Set(
      names.flatMap((name) => lineageOf(plan.resources, name).map((r) => r.name)),
    );
    const pages = await firstPages(
      plan.resources.filter(({ name }) => wanted.has(name)),
      use,
    );
    return {
      source: source.name,
      resources: resources.map((resource) => describe(resource, pages.get(resource.name))),
    };
  } finally {
    await release();
  }
}

function describe(resource: ResourcePlan, sight?: FirstSight): ResourceCheck {
  const { name, table, tableOf, parent, write, primaryKey, paginator, selector, incremental } =
    resource;
  const seen = typeof sight === 'object' && 'page' in sight ? sight : undefined;
  const page = seen?.page;
  const error = sight instanceof Error ? sight : seen?.fault;
  return {
    name,
    table: tableOf === undefined ? table : 'by a function',
    ...(parent === undefined ? {} : { parent: parent.resource }),
    write,
    primaryKey,
    paginator: paginator.type,
    selector:
      selector === 'auto' ? 'auto' : 'path' in selector ? selector.path : selector.join('.') || '$',
    readsWhole: readsWhole(resource),
    ...(incremental === undefined ? {} : { incremental: incremental.cursorPath }),
    verdict: bestVerdict(resource, page),
    ...(page === undefined ? {} : { page: describePage(page) }),
    ...(error === undefined ? {} : { error }),
    warnings: sight === 'no parent row' ? [noParentRow(resource)] : warningsOf(page),
  };
}

function describePage(page: FirstPage): PageCheck {
  const { status, rows, selector, paginator, total, hasNext, repeatedKeys } = page;
  return {
    status,
    rows,
    selector,
    paginator: paginator.type,
    ...(total === undefined ? {} : { total }),
    hasNext,
    repeatedKeys,
  };
}

function readsWhole({ selector, paginator }: ResourcePlan): boolean {
  const hasPath = Object.values(paginator).some(
    (value) => typeof value === 'string' && value.startsWith('$'),
  );
  return (selector !== 'auto' && 'path' in selector) || hasPath || paginator.type === 'own';
}

/** What the way of paging allows; see "What a verdict means". */
function bestVerdict(
  { paginator, primaryKey, verify }: ResourcePlan,
  page: FirstPage | undefined,
): string {
  const { type } = page?.paginator ?? paginator;
  if (type === 'single_page') {
    // only who writes it knows that there is one page
    return paginator.type === 'auto' ? 'exhausted (end)' : 'complete (single)';
  }
  if (verify === 'off' || verify === 'total') return 'exhausted (total or end)';
  if (verify === 'passes') return 'complete (passes)';
  if (type === 'auto') return 'exhausted (end)';
  return type === 'offset' && primaryKey.length > 0
    ? 'complete (overlap)'
    : 'exhausted (total or end)';
}

function noParentRow({ parent }: ResourcePlan): string {
  return `not asked for: the first page of \`${parent?.resource}\` has no row to ask with`;
}

function warningsOf(seen: FirstPage | undefined): readonly string[] {
  if (seen === undefined) return [];
  const warnings = [...seen.warnings];
  if (seen.rows === 0 && !seen.isIgnored) warnings.push('the first page has no rows');
  if (seen.isIgnored) warnings.push('the response was ignored, as `response_actions` say');
  if (seen.repeatedKeys > 0) {
    warnings.push(
      `${counted(seen.repeatedKeys, 'row has', 'rows have')} a key that stands on the page already (primary_key)`,
    );
  }
  return warnings;
}
