import type { ConfigIssue } from '../../errors.ts';
import { resolveRelative } from '../../transform/relative-time.ts';
import { offsetParamProblem } from '../format/built-in-paginators.ts';
import { tableKeys } from '../format/columns.ts';
import { configSchema } from '../format/config.ts';
import type { WriteDispositionObject } from '../format/config-types.ts';
import {
  type ConfigPath,
  formatPath,
  fromZod,
  isWithin,
  type PlacedIssue,
  valueAt,
} from '../format/issues.ts';
import { writeProblem } from '../format/table.ts';
import { pathNames } from '../format/text-checks.ts';
import { asPlain, describeValue, type Plain } from '../format/values.ts';
import type { Expanded } from '../secrets/expand-variables.ts';
import type { PlacedResource, ReadResource } from './merge-defaults.ts';
import { checkParents } from './parents.ts';
import { checkUrl } from './request-template.ts';
import { checkSharedTables } from './shared-tables.ts';

/** Everything that is wrong with a configuration, each cause once, in the order of the file. */
export function findIssues(expanded: Expanded, resources: readonly ReadResource[]): ConfigIssue[] {
  const parsed = configSchema.safeParse(expanded.config);
  const isOpen = ({ path }: PlacedIssue): boolean =>
    !expanded.missing.some((place) => isWithin(path, place));
  const first = fromZod(parsed.error?.issues ?? [], expanded.shown).filter(isOpen);
  const second = checkConfig(expanded.config, resources)
    .filter(isOpen)
    .filter((issue) => !first.some((cause) => isConsequence(issue, cause)));
  const found = [...expanded.issues, ...first, ...second];
  const causes = found.filter(
    (issue) => !found.some((cause) => cause !== issue && isEcho(issue, cause, expanded.config)),
  );
  return inFileOrder(causes, expanded.config).map(({ path, message }) => ({
    path: formatPath(path),
    message,
  }));
}

/** Whether an issue comes of another one: of what stands around it, or of its key having been written wrongly. */
function isConsequence(issue: PlacedIssue, cause: PlacedIssue): boolean {
  if (isWithin(issue.path, cause.path)) return true;
  const key = `\`${issue.path.at(-1)}\``;
  const isMeant = cause.message.includes(`Did you mean ${key}`);
  const isMisplaced = cause.message.startsWith(`${key} belongs`);
  return isNear(issue, cause) && (isMeant || isMisplaced);
}

/**
 * Whether an issue only says again that a key was written wrongly: that the key that was meant is missing, that something needs
 * it, or, for a `type`, whatever is wrong with the object that is of another type then.
 */
function isEcho(issue: PlacedIssue, cause: PlacedIssue, config: unknown): boolean {
  const meant = /no key `[^`]*`\. Did you mean `([^`]+)`\?/.exec(cause.message)?.[1];
  if (meant === undefined) return false;
  const around = cause.path.slice(0, -1);
  // a key that is there is not the one that was written wrongly
  if (valueAt(config, [...around, meant]) !== undefined) return false;
  if (meant === 'type' && isWithin(issue.path, around)) return true;
  if (isWithin(issue.path, [...around, meant])) return true;
  return (
    isNear(issue, cause) && / needs /.test(issue.message) && issue.message.includes(`\`${meant}\``)
  );
}

function isNear(issue: PlacedIssue, cause: PlacedIssue): boolean {
  return cause.path[0] !== 'resources' || cause.path[1] === issue.path[1];
}

/** A key that is missing comes behind those that are there. */
function inFileOrder(issues: readonly PlacedIssue[], config: unknown): readonly PlacedIssue[] {
  const placed = issues.map((issue) => ({ issue, place: placeOf(issue.path, config) }));
  return placed.sort((a, b) => comparePlaces(a.place, b.place)).map(({ issue }) => issue);
}

function placeOf(path: ConfigPath, config: unknown): readonly number[] {
  let value = config;
  return path.map((segment) => {
    const isThere = typeof value === 'object' && value !== null;
    const at = isThere ? Object.keys(value as object).indexOf(String(segment)) : -1;
    value = isThere && at >= 0 ? Reflect.get(value as object, segment) : undefined;
    return at < 0 ? Number.MAX_SAFE_INTEGER : at;
  });
}

function comparePlaces(a: readonly number[], b: readonly number[]): number {
  for (const [i, place] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (place !== other) return place - other;
  }
  return a.length - b.length;
}

/**
 * What can be wrong although every key by itself is right. It takes any configuration, also one in which single keys
 * are wrong, so that everything is found at once: what is of the wrong type is passed over here.
 */
function checkConfig(config: unknown, resources: readonly ReadResource[]): PlacedIssue[] {
  const client = asPlain(asPlain(config)['client']);
  const issues = [
    ...resources.flatMap((one) => checkResource(one, client)),
    ...checkParents(resources),
    ...checkNames(resources),
    ...checkSharedTables(firstOfEachName(resources)),
  ];
  return once(issues.map((issue) => ({ ...issue, path: homeOf(issue.path, config) })));
}

/** Where it is written: in the resource, or in the defaults of all resources. */
function homeOf(path: ConfigPath, config: unknown): ConfigPath {
  const [list, index, ...inner] = path;
  if (list !== 'resources' || inner.length === 0) return path;
  const own = valueAt(config, path);
  // the short forms have no `endpoint.path` of their own, but they are where it is written
  if (own !== undefined || inner.join('.') === 'endpoint.path') return path;
  const general: ConfigPath = ['resource_defaults', ...inner];
  return typeof index === 'number' && valueAt(config, general) !== undefined ? general : path;
}

function once(issues: readonly PlacedIssue[]): PlacedIssue[] {
  const seen = new Map(
    issues.map((issue) => [`${formatPath(issue.path)}: ${issue.message}`, issue]),
  );
  return [...seen.values()];
}

function checkResource({ index, resource, request }: ReadResource, client: Plain): PlacedIssue[] {
  const endpoint = asPlain(resource['endpoint']);
  const path: ConfigPath = ['resources', index];
  const at = (...inner: ConfigPath): ConfigPath => [...path, ...inner];
  const found = [...request.issues, ...checkIncremental(endpoint), ...checkKeys(resource)];
  const issues = found.map((issue) => ({ ...issue, path: at(...issue.path) }));
  const own = endpoint['error_path'];
  const errorPath = own === undefined ? client['error_path'] : own;
  const errorProblem = checkErrorPath(errorPath, endpoint['data_selector'], path);
  if (errorProblem !== undefined) {
    const place = own === undefined ? ['client', 'error_path'] : at('endpoint', 'error_path');
    issues.push({ path: place, message: errorProblem });
  }
  const paramProblem = offsetParamProblem(endpoint['paginator'] ?? client['paginator']);
  if (paramProblem !== undefined) {
    issues.push({ path: at('endpoint', 'paginator'), message: paramProblem });
  }
  const urlProblem =
    request.issues.length > 0
      ? undefined
      : checkUrl(client['base_url'], endpoint['path'], request.template.path);
  if (urlProblem !== undefined) issues.push({ path: at('endpoint', 'path'), message: urlProblem });
  return issues;
}

function checkKeys(resource: Plain): PlacedIssue[] {
  const { primary_key: key, merge_key: mergeKey, write_disposition: disposition } = resource;
  const issues: PlacedIssue[] = [];
  for (const [name, fields] of Object.entries({ primary_key: key, merge_key: mergeKey })) {
    if (Array.isArray(fields) && new Set(fields).size < fields.length) {
      issues.push({ path: [name], message: 'names a field twice' });
    }
  }
  const { disposition: name, strategy } = asPlain(disposition);
  if ((strategy === 'scd2' || strategy === 'cdc') && resource['on_missing'] != null) {
    const message = `does not go with \`${strategy}\`, which says what becomes of rows that are gone. Leave it out, or write null on the resource`;
    issues.push({ path: ['on_missing'], message });
  }
  const problem =
    name === 'merge'
      ? writeProblem(disposition as unknown as WriteDispositionObject, tableKeys(resource))
      : undefined;
  if (problem !== undefined) issues.push({ path: ['write_disposition'], message: problem });
  return issues;
}

/** The rows are in every good body: what holds them can tell no error, and what is inside of them is not looked at. */
function checkErrorPath(path: unknown, selector: unknown, place: ConfigPath): string | undefined {
  if (typeof path !== 'string' || typeof selector !== 'string' || selector === '') return undefined;
  const [error, rows] = [pathNames(path), pathNames(selector)];
  // a body that is a list has no place for an error, so the path is meant for other resources
  if (!error?.length || !rows?.length) return undefined;
  const shared = Math.min(error.length, rows.length);
  const isApart = error.slice(0, shared).some((name, at) => name !== rows[at]);
  if (isApart) return undefined;
  const where = formatPath(place);
  return error.length > shared
    ? `leads into the rows of ${where}, where no error is looked for`
    : `must lead to what good bodies do not have, but the rows of ${where} stand there`;
}

function checkNames(merged: readonly PlacedResource[]): PlacedIssue[] {
  const names = new Map<string, number>();
  return merged.flatMap(({ index, resource: { name } }) => {
    if (typeof name !== 'string' || name === '') return [];
    const first = names.get(name);
    names.set(name, first ?? index);
    if (first === undefined) return [];
    const message = `\`${name}\` is the name of resources[${first}] too; every resource needs its own`;
    return [{ path: ['resources', index, 'name'], message }];
  });
}

/** Those with a name that none in front of them has: one mistake is told once. */
function firstOfEachName(merged: readonly PlacedResource[]): readonly PlacedResource[] {
  const nameOf = ({ resource }: PlacedResource): unknown => resource['name'];
  return merged.filter(
    (one, at) => merged.findIndex((other) => nameOf(other) === nameOf(one)) === at,
  );
}

/** What is wrong with the incremental of an endpoint that has its defaults. Places are those from `endpoint` on. */
function checkIncremental(endpoint: Plain): PlacedIssue[] {
  const byParam = Object.entries(asPlain(endpoint['params'])).filter(
    ([, param]) => asPlain(param)['type'] === 'incremental',
  );
  const [first, second] = byParam;
  const issues: PlacedIssue[] = [];
  if (first !== undefined && second !== undefined) {
    const message = `a request has one incremental, and \`${first[0]}\` is one already. Remove one of them`;
    issues.push({ path: ['endpoint', 'params', second[0]], message });
  }
  if (first !== undefined && endpoint['incremental'] != null) {
    const message = `a request has one incremental, and the parameter \`${first[0]}\` is one already. Remove one of them; \`start_param\` names the parameter that carries the start`;
    issues.push({ path: ['endpoint', 'incremental'], message });
  }
  const incremental = asPlain(endpoint['incremental']);
  return [...issues, ...checkRange(incremental), ...checkParamNames(incremental)];
}

function checkRange(incremental: Plain): PlacedIssue[] {
  const { last_value_func: last } = incremental;
  const nowMs = Date.now();
  const [initial, end] = ['initial_value', 'end_value'].map((key) =>
    resolveRelative(incremental[key], nowMs),
  );
  if (end == null) return [];
  const path = ['endpoint', 'incremental', 'end_value'];
  if (initial == null) return [{ path, message: 'needs an `initial_value` to begin with' }];
  if (typeof last === 'function') return [];
  if (kindOf(initial) !== kindOf(end)) {
    return [
      {
        path,
        message: `must be of the type of \`initial_value\`, which is ${describeKind(initial)}, got ${describeKind(end)}`,
      },
    ];
  }
  const order = compare(initial, end);
  const isBefore = last === 'min' ? order < 0 : order > 0;
  if (!isBefore) return [];
  const message = `lies ${last === 'min' ? 'behind' : 'before'} \`initial_value\` (${describeValue(initial)}), so that no row could be loaded, got ${describeValue(end)}`;
  return [{ path, message }];
}

function checkParamNames({ start_param: start, end_param: end }: Plain): PlacedIssue[] {
  if (typeof start !== 'string' || start !== end) return [];
  const path = ['endpoint', 'incremental', 'end_param'];
  return [{ path, message: '`start_param` and `end_param` must be two parameters, not one' }];
}

function kindOf(value: unknown): string {
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function describeKind(value: unknown): string {
  return kindOf(value) === 'string' ? 'a string' : `a ${kindOf(value)}`;
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/;

/** Times by the instant that they mean, other values as they are. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const [one, two] = [instantOf(a), instantOf(b)];
    if (one !== undefined && two !== undefined) return one - two;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (typeof a === 'boolean' || typeof b === 'boolean') return 0;
  const [one, two] = [a as number | bigint, b as number | bigint];
  return one < two ? -1 : one > two ? 1 : 0;
}

function instantOf(text: string): number | undefined {
  if (!ISO.test(text)) return undefined;
  // a time without a zone is one in UTC
  const hasZone = text.length <= 10 || /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const instant = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}
