import { foldName, tableName } from '../schema/naming.ts';
import { literalText } from './braces.ts';
import { type ConfigPath, formatPath } from './config-path.ts';
import { NOT_YET } from './fields.ts';
import { headerNameProblem, headerValueProblem } from './header.ts';
import { isFullUrl, joinUrl } from './join-url.ts';
import { parsePath } from './json-path.ts';
import { mergeDefaults } from './merge-defaults.ts';
import { asPlain, isPlain, type Plain } from './plain.ts';
import type { PlacedIssue } from './zod-issues.ts';

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
  return [
    ...checkAuth(asPlain(asPlain(client)['auth'])),
    ...checkDefaults(asPlain(defaults)),
    ...merged.flatMap(({ index, resource }) =>
      checkResource(resource, ['resources', index], asPlain(client)),
    ),
    ...checkNames(merged),
  ];
}

function checkAuth(auth: Plain): PlacedIssue[] {
  const { name, api_key: key, location } = auth;
  if (location !== undefined && location !== 'header') return [];
  const issues: PlacedIssue[] = [];
  const nameProblem = typeof name === 'string' && name !== '' ? headerNameProblem(name) : undefined;
  if (nameProblem !== undefined) {
    issues.push({ path: ['client', 'auth', 'name'], message: nameProblem.problem });
  }
  const keyProblem = typeof key === 'string' ? headerValueProblem(key) : undefined;
  if (keyProblem !== undefined) {
    issues.push({ path: ['client', 'auth', 'api_key'], message: keyProblem.problem });
  }
  return issues;
}

function checkDefaults(defaults: Plain): PlacedIssue[] {
  if (asPlain(defaults['endpoint'])['path'] == null) return [];
  const message = 'has no effect here: a resource without a path has its name as path. Remove it';
  return [{ path: ['resource_defaults', 'endpoint', 'path'], message }];
}

function checkResource(resource: Plain, path: ConfigPath, client: Plain): PlacedIssue[] {
  const endpoint = asPlain(resource['endpoint']);
  const at = (...inner: string[]): ConfigPath => [...path, ...inner];
  const issues: PlacedIssue[] = [];
  const selector = endpoint['data_selector'];
  if (selector == null || selector === '') {
    const message = `is needed: finding the rows without it is ${NOT_YET}. Write where they stand in the body, such as \`data\`, or \`$\` for the body itself`;
    issues.push({ path: at('endpoint', 'data_selector'), message });
  }
  const errorProblem = checkErrorPath(client['error_path'], selector, path);
  if (errorProblem !== undefined) {
    issues.push({ path: ['client', 'error_path'], message: errorProblem });
  }
  const paginator = endpoint['paginator'] ?? client['paginator'];
  if (paginator == null) {
    const message = `is needed: finding out how the API pages is ${NOT_YET}. Write { type: 'offset', limit: … } here, in \`resource_defaults.endpoint\` or in \`client\``;
    issues.push({ path: at('endpoint', 'paginator'), message });
  }
  const { offset_param: offset = 'offset', limit_param: limit = 'limit' } = asPlain(paginator);
  if (offset === limit) {
    const message = '`offset_param` and `limit_param` must be two parameters, not one';
    issues.push({ path: at('endpoint', 'paginator'), message });
  }
  const key = resource['primary_key'];
  if (Array.isArray(key) && new Set(key).size < key.length) {
    issues.push({ path: at('primary_key'), message: 'names a field twice' });
  }
  const urlProblem = checkUrl(client['base_url'], endpoint['path']);
  if (urlProblem !== undefined) issues.push({ path: at('endpoint', 'path'), message: urlProblem });
  return issues;
}

/** The rows are in every good body: what holds them can tell no error, and what is inside of them is not looked at. */
function checkErrorPath(path: unknown, selector: unknown, place: ConfigPath): string | undefined {
  if (typeof path !== 'string' || typeof selector !== 'string' || selector === '') return undefined;
  const [error, rows] = [parsePath(path), parsePath(selector)];
  if ('problem' in error || 'problem' in rows) return undefined;
  // a body that is a list has no place for an error, so the path is meant for other resources
  if (error.segments.length === 0 || rows.segments.length === 0) return undefined;
  const shared = Math.min(error.segments.length, rows.segments.length);
  const isApart = error.segments.slice(0, shared).some((name, at) => name !== rows.segments[at]);
  if (isApart) return undefined;
  const where = formatPath(place);
  return error.segments.length > shared
    ? `leads into the rows of ${where}, where no error is looked for`
    : `must lead to what good bodies do not have, but the rows of ${where} stand there`;
}

function checkUrl(base: unknown, path: unknown): string | undefined {
  if (typeof base !== 'string' || typeof path !== 'string') return undefined;
  const literal = literalText(path, true);
  if ('problem' in literal || isFullUrl(literal.text)) return undefined;
  if (base === '') return 'must be a full URL, because `client.base_url` is empty';
  const isAllRight = !URL.canParse(base) || URL.canParse(joinUrl(base, literal.text));
  return isAllRight ? undefined : 'makes no URL together with `client.base_url`';
}

function checkNames(
  merged: readonly { readonly index: number; readonly resource: Plain }[],
): PlacedIssue[] {
  const names = new Map<string, number>();
  const tables = new Map<string, number>();
  return merged.flatMap(({ index, resource }) => {
    const { name, table_name: ownTable, naming } = resource;
    if (typeof name !== 'string' || name === '') return [];
    const first = names.get(name);
    if (first !== undefined) {
      const message = `\`${name}\` is the name of resources[${first}] too; every resource needs its own`;
      return [{ path: ['resources', index, 'name'], message }];
    }
    names.set(name, index);
    if (resource['selected'] === false) return [];
    const table = tableName(
      typeof ownTable === 'string' && ownTable !== '' ? ownTable : name,
      naming === 'direct' ? 'direct' : 'snake_case',
    );
    const other = tables.get(foldName(table));
    tables.set(foldName(table), other ?? index);
    if (other === undefined) return [];
    const message = `\`${table}\` is the table of resources[${other}] too; give one of them a \`table_name\` of its own`;
    return [{ path: ['resources', index, 'table_name'], message }];
  });
}
