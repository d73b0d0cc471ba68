import { ConfigError, type ConfigIssue } from '../../errors.ts';
import type { HttpSettings } from '../../http/client.ts';
import { createRedactor } from '../../http/redaction.ts';
import type { TextTemplate } from '../../request/template.ts';
import { authSettings } from '../format/auth.ts';
import { deadline, httpSettings, parseLimits, retrySettings } from '../format/client.ts';
import type { ClientConfig } from '../format/config-types.ts';
import { NOT_YET } from '../format/fields.ts';
import { type LayoutHint, layoutHintsOf } from '../format/layout-hints.ts';
import { asPlain, deepFreeze } from '../format/values.ts';
import { readColumnFiles } from '../json-schema/column-files.ts';
import { type Expanded, expandVariables } from '../secrets/expand-variables.ts';
import type { Env } from '../secrets/variable.ts';
import { findIssues } from './find-issues.ts';
import { type ReadResource, readResources } from './merge-defaults.ts';
import { parentsFirst } from './parents.ts';
import type { ResourcePlan, SourcePlan } from './plan.ts';
import { originOf } from './request-template.ts';
import { type MergedResource, planResource } from './resource-plan.ts';

export type { ResourcePlan, SourcePlan } from './plan.ts';

export interface ResolveOptions {
  /** The name of the source. Default: `rest_api`. */
  readonly name?: string | undefined;
  /** Where variables are looked up. */
  readonly env: Env;
}

/**
 * A configuration with its variables, its defaults and nothing left open. The configuration itself stays as it is.
 *
 * @throws {ConfigError} with everything that is wrong with it.
 */
export function resolveSource(config: unknown, options: ResolveOptions): SourcePlan {
  const { plan, issues, secrets } = readConfig(config, options);
  if (plan === undefined) throw toError(issues, secrets);
  return plan;
}

/** A configuration that was read: its plan, or everything that is wrong with it. */
interface ReadConfig {
  readonly plan: SourcePlan | undefined;
  readonly issues: readonly ConfigIssue[];
  readonly secrets: readonly string[];
}

function readConfig(config: unknown, { name, env }: ResolveOptions): ReadConfig {
  const expanded = withColumns(expandVariables(config, env, name));
  const { secrets } = expanded;
  const resources = readResources(expanded.config);
  const issues = [...nameIssues(name), ...findIssues(expanded, resources)];
  if (issues.length > 0) return { plan: undefined, issues, secrets };
  const written = checked(expanded.config, resources);
  const shown = checked(expanded.shown, readResources(expanded.shown));
  return {
    plan: deepFreeze(
      planSource(name ?? 'rest_api', written, shown, secrets, layoutHintsOf(expanded.shown)),
    ),
    issues,
    secrets,
  };
}

/** With the columns of files in the place of these. */
function withColumns(expanded: Expanded): Expanded {
  const { put, issues } = readColumnFiles(expanded.config);
  return {
    ...expanded,
    config: put(expanded.config),
    shown: put(expanded.shown),
    issues: [...expanded.issues, ...issues],
  };
}

/** A configuration in which nothing is wrong. */
interface CheckedConfig {
  readonly client: ClientConfig;
  readonly resources: readonly (Omit<ReadResource, 'resource'> & {
    readonly resource: MergedResource;
  })[];
}

/** What was checked has the types that the schema says; of the form to be shown, only the texts of secrets differ. */
function checked(config: unknown, resources: readonly ReadResource[]): CheckedConfig {
  return { client: asPlain(config)['client'], resources } as unknown as CheckedConfig;
}

function planSource(
  name: string,
  { client, resources: read }: CheckedConfig,
  shown: CheckedConfig,
  secrets: readonly string[],
  layoutHints: readonly LayoutHint[],
): SourcePlan {
  const headers = divideHeaders(
    client.headers ?? {},
    read.map(({ resource }) => resource.endpoint.headers ?? {}),
  );
  const limits = parseLimits(client);
  const resources = read.map((one, position) =>
    planResource(
      { client, ...one },
      { client: shown.client, ...(shown.resources[position] ?? one) },
      { headers: headers.own[position] ?? [], limits, position },
    ),
  );
  return {
    name,
    http: httpSettings(client, {
      origins: originsOf(client, resources),
      headers: headers.shared,
      secrets,
      ...resourceAuth(read.map(({ resource }) => resource)),
    }),
    retry: retrySettings(client),
    ...deadline(client),
    resources: parentsFirst(resources),
    layoutHints,
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

type Headers = Readonly<Record<string, string>>;
type HeaderChanges = Readonly<Record<string, unknown>>;
type HeaderTemplates = readonly (readonly [name: TextTemplate, value: TextTemplate])[];

/** Headers of the source, and those of its client that a resource carries itself. */
interface HeaderSets {
  readonly shared: Headers;
  readonly own: readonly HeaderTemplates[];
}

/**
 * Divides the client's headers so that laying a resource's over the shared ones gives what the configuration says. One
 * that any resource takes away (by null) is not shared: the other resources carry it themselves. Names are the same
 * whatever their case. The client's headers hold no placeholders, whatever braces they have.
 */
function divideHeaders(client: Headers, resources: readonly HeaderChanges[]): HeaderSets {
  const removed = resources.map(
    (changes) =>
      new Set(
        Object.entries(changes)
          .filter(([, value]) => value === null)
          .map(([name]) => name.toLowerCase()),
      ),
  );
  const isRemoved = (name: string): boolean =>
    removed.some((names) => names.has(name.toLowerCase()));
  const entries = Object.entries(client);
  return {
    shared: Object.fromEntries(entries.filter(([name]) => !isRemoved(name))),
    own: removed.map((names) =>
      entries
        .filter(([name]) => isRemoved(name) && !names.has(name.toLowerCase()))
        .map(([name, value]) => [[name], value === '' ? [] : [value]] as const),
    ),
  };
}
