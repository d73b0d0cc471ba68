import { type ConfigPath, formatPath, valueAt } from '../format/config-path.ts';
import type { WriteDispositionObject } from '../format/config-types.ts';
import { checkIncremental } from '../format/incremental-settings.ts';
import type { PlacedIssue } from '../format/issues.ts';
import { pathNames } from '../format/json-path.ts';
import { asPlain, isPlain, type Plain } from '../format/plain.ts';
import { writeProblem } from '../format/write-disposition-schema.ts';
import { columnEntries, mergeDefaults } from './merge-defaults.ts';
import { checkParents, type PlacedResource } from './parents.ts';
import { readRequest } from './request-template.ts';
import { checkSharedTables } from './shared-tables.ts';
import { checkUrl } from './template-url.ts';

/**
 * What can be wrong although every key by itself is right. It takes any configuration, also one in which single keys
 * are wrong, so that everything is found at once: what is of the wrong type is passed over here.
 */
export function checkConfig(config: unknown): PlacedIssue[] {
  const { client, resource_defaults: defaults, resources } = asPlain(config);
  const list = Array.isArray(resources) ? (resources as readonly unknown[]) : [];
  const merged = list
    .map((resource, index) => ({ index, resource }))
    .filter(({ resource }) => typeof resource === 'string' || isPlain(resource))
    .map(({ index, resource }) => ({ index, resource: mergeDefaults(defaults, resource) }));
  const issues = [
    ...merged.flatMap(({ index, resource }) =>
      checkResource(resource, ['resources', index], asPlain(client)),
    ),
    ...checkParents(merged),
    ...checkNames(merged),
    ...checkSharedTables(firstOfEachName(merged)),
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

function checkResource(resource: Plain, path: ConfigPath, client: Plain): PlacedIssue[] {
  const endpoint = asPlain(resource['endpoint']);
  const at = (...inner: ConfigPath): ConfigPath => [...path, ...inner];
  const request = readRequest(endpoint);
  const found = [...request.issues, ...checkIncremental(endpoint), ...checkKeys(resource)];
  const issues = found.map((issue) => ({ ...issue, path: at(...issue.path) }));
  const own = endpoint['error_path'];
  const errorPath = own === undefined ? client['error_path'] : own;
  const errorProblem = checkErrorPath(errorPath, endpoint['data_selector'], path);
  if (errorProblem !== undefined) {
    const place = own === undefined ? ['client', 'error_path'] : at('endpoint', 'error_path');
    issues.push({ path: place, message: errorProblem });
  }
  const paginator = endpoint['paginator'] ?? client['paginator'];
  const { type, offset_param: offset, limit_param: limit } = asPlain(paginator);
  if (type === 'offset' && (offset ?? 'offset') === (limit ?? 'limit')) {
    const message = '`offset_param` and `limit_param` must be two parameters, not one';
    issues.push({ path: at('endpoint', 'paginator'), message });
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
  const problem =
    asPlain(disposition)['disposition'] === 'merge'
      ? writeProblem(disposition as unknown as WriteDispositionObject, {
          primaryKey: primaryKeyOf(resource),
          mergeKey: [],
        })
      : undefined;
  if (problem !== undefined) issues.push({ path: ['write_disposition'], message: problem });
  return issues;
}

function primaryKeyOf(resource: Plain): readonly string[] {
  const hinted = (columnEntries(resource['columns']) ?? [])
    .filter(([, column]) => column['primary_key'] === true)
    .map(([name]) => name);
  return [...[resource['primary_key'] ?? []].flat().map(String), ...hinted];
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
