import { ConfigError, type ConfigIssue } from '../../errors.ts';
import type { HttpSettings } from '../../http/client.ts';
import { createRedactor } from '../../http/redaction.ts';
import type { Env } from '../file/env.ts';
import { authSettings } from '../format/auth-settings.ts';
import { deadline, httpSettings, parseLimits, retrySettings } from '../format/client-settings.ts';
import type { ClientConfig, RestApiConfig } from '../format/config-types.ts';
import { NOT_YET } from '../format/fields.ts';
import { deepFreeze } from '../format/plain.ts';
import { expandVariables } from '../secrets/expand-variables.ts';
import { findIssues } from './find-issues.ts';
import { divideHeaders } from './header-sets.ts';
import { mergeDefaults } from './merge-defaults.ts';
import { parentsFirst } from './parents.ts';
import type { ResourcePlan, SourcePlan } from './plan.ts';
import { type MergedResource, planResource } from './resource-plan.ts';
import { originOf } from './template-url.ts';

export type { ResourcePlan, SourcePlan } from './plan.ts';

export interface ResolveOptions {
  /** The name of the source. Default: `rest_api`. */
  readonly name?: string;
  /** Where variables are looked up. */
  readonly env: Env;
}

/**
 * A configuration with its variables, its defaults and nothing left open. The configuration itself stays as it is.
 *
 * @throws {ConfigError} with everything that is wrong with it.
 */
export function resolveSource(config: unknown, { name, env }: ResolveOptions): SourcePlan {
  const expanded = expandVariables(config, env, name);
  const issues = [...nameIssues(name), ...findIssues(expanded)];
  if (issues.length > 0) throw toError(issues, expanded.secrets);
  // both have the shape that was just checked; the shown one differs in the texts of secrets
  const written = expanded.config as RestApiConfig;
  const shown = expanded.shown as RestApiConfig;
  const plan = planSource(name ?? 'rest_api', written, shown, expanded.secrets);
  return deepFreeze(plan);
}

function planSource(
  name: string,
  written: RestApiConfig,
  shown: RestApiConfig,
  secrets: readonly string[],
): SourcePlan {
  const { client } = written;
  const merged = mergeAll(written);
  const shownMerged = mergeAll(shown);
  const headers = divideHeaders(
    client.headers ?? {},
    merged.map(({ endpoint }) => endpoint.headers ?? {}),
  );
  const limits = parseLimits(client);
  const resources = merged.map((resource, position) =>
    planResource(
      { client, resource },
      { client: shown.client, resource: shownMerged[position] ?? resource },
      { headers: headers.own[position] ?? [], limits, position },
    ),
  );
  return {
    name,
    http: httpSettings(client, {
      origins: originsOf(client, resources),
      headers: headers.shared,
      secrets,
      ...resourceAuth(merged),
    }),
    retry: retrySettings(client),
    ...deadline(client),
    resources: parentsFirst(resources),
  };
}

/** The origins that paths and the base have. */
function originsOf(client: ClientConfig, resources: readonly ResourcePlan[]): readonly string[] {
  const base = client.base_url === '' ? [] : [new URL(client.base_url).origin];
  const own = resources.map(({ request }) => originOf(request.path));
  return [...new Set([...base, ...own.filter((origin) => origin !== undefined)])];
}

/** The resources that do not authenticate as the client does: null says that one does not at all. */
function resourceAuth(
  merged: readonly MergedResource[],
): Pick<HttpSettings, 'resourceAuth'> | undefined {
  const own = merged.flatMap(({ name, endpoint: { auth } }) =>
    auth === undefined ? [] : [[name, auth === null ? null : authSettings(auth)] as const],
  );
  return own.length === 0 ? undefined : { resourceAuth: Object.fromEntries(own) };
}

function mergeAll({ resources, resource_defaults: defaults }: RestApiConfig): MergedResource[] {
  // merging makes of two checked objects one that is as good
  return resources.map(
    (resource) => mergeDefaults(defaults, resource) as unknown as MergedResource,
  );
}

function nameIssues(name: unknown): ConfigIssue[] {
  if (name === undefined || (typeof name === 'string' && name.trim() !== '')) return [];
  return [{ path: 'name', message: 'the name of a source must be a string that is not empty' }];
}

/** Shorter values are not masked once more: they never got into a message, and words of it may hold them. */
const MIN_MASKED_LENGTH = 4;

function toError(issues: readonly ConfigIssue[], secrets: readonly string[]): ConfigError {
  const redact = createRedactor(secrets.filter(({ length }) => length >= MIN_MASKED_LENGTH));
  const isLater = issues.every(({ message }) => message.includes(NOT_YET));
  return new ConfigError(
    isLater ? 'CONFIG_UNSUPPORTED' : 'CONFIG_INVALID',
    issues.map(({ path, message }) => ({
      path,
      message: `${redact(message)}.`.replace(/([.?])\.$/, '$1'),
    })),
  );
}
