import type { Dispatcher } from 'undici';
import { systemClock } from '../clock.ts';
import { processEnv } from '../config/file/env.ts';
import type { RestApiConfig } from '../config/format/config-types.ts';
import type { ResourcePlan } from '../config/plan/plan.ts';
import { resolveSource } from '../config/plan/resolve-source.ts';
import { ConfigError, type ConfigIssue } from '../errors.ts';
import { httpSecrets } from '../http/auth/auth-secrets.ts';
import type { HttpClient } from '../http/client.ts';
import { openHttpClient } from '../http/open-http-client.ts';
import { createLearningRedactor, type Redact } from '../http/redaction.ts';
import type { Clock } from '../model.ts';
import { createPermits } from './map-in-order.ts';
import {
  createLineStream,
  createRowStream,
  type LineStream,
  type RowStream,
  type StreamOptions,
} from './row-stream.ts';
import type { SourceState } from './run.ts';

export interface SourceOptions {
  /** For reports and bookkeeping. Default: `rest_api`. */
  readonly name?: string;
  /** Any undici Dispatcher; every request of the source goes through it, and it is not closed. Default: an own one. */
  readonly dispatcher?: Dispatcher;
  /** Where secrets are looked up. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends everything that the source does. */
  readonly signal?: AbortSignal;
}

/** One API: a client and its resources. */
export interface RestApiSource {
  readonly name: string;
  /** Names of the selected resources, parents before the resources that depend on them. */
  readonly resources: readonly string[];
  /**
   * The rows of one resource, as the API sent them, after its processing steps, in object mode. Integers beyond 2^53 are `bigint`. It asks only as
   * fast as it is read. It fails with the error of a page that failed for good; `.report` then resolves all the same.
   *
   * @throws {ConfigError} when the source has no such resource.
   */
  stream(resource: string, options?: StreamOptions): RowStream;
}

const STATES = new WeakMap<RestApiSource, SourceState>();

/**
 * A source from its configuration. Nothing is asked for yet.
 *
 * @throws {ConfigError} with everything that is wrong with the configuration.
 */
export function restApiSource(config: RestApiConfig, options: SourceOptions = {}): RestApiSource {
  return createSource(config, options, systemClock);
}

/** @internal The same with a clock of one's own. */
export function createSource(
  config: RestApiConfig,
  options: SourceOptions,
  clock: Clock,
): RestApiSource {
  const { name, dispatcher, env = processEnv(), signal } = options;
  const plan = resolveSource(config, { name, env });
  // it outlives the client: what a step throws later may hold a token
  const redactor = createLearningRedactor(httpSecrets(plan.http));
  const state: SourceState = {
    plan,
    env,
    redact: redactor.redact,
    clock,
    signal,
    permits: createPermits(plan.http.maxConcurrency - 1),
    useClient: shareClient(() =>
      openHttpClient(plan.http, {
        clock,
        env,
        redactor,
        dispatcher,
      }),
    ),
  };
  const source: RestApiSource = {
    name: plan.name,
    resources: plan.resources.filter((resource) => resource.selected).map(({ name }) => name),
    stream: (resource, streamOptions = {}) =>
      createRowStream(state, findResource(source, resource), streamOptions),
  };
  STATES.set(source, Object.freeze(state));
  return Object.freeze(source);
}

/** @throws {ConfigError} for what `restApiSource` did not make. */
export function stateOf(source: RestApiSource): SourceState {
  const state = STATES.get(source);
  if (state !== undefined) return state;
  throw new ConfigError('CONFIG_INVALID', [
    { path: 'source', message: 'is not a source made by restApiSource(). Nothing was asked for.' },
  ]);
}

/** Replaces every form of every secret of a source in a text, for whoever hears of errors on other ways than its reports. */
export function redactorOf(source: RestApiSource): Redact {
  return stateOf(source).redact;
}

/** @throws {ConfigError} that names the resources there are. */
export function findResource(source: RestApiSource, name: string): ResourcePlan {
  const { plan } = stateOf(source);
  const found = plan.resources.find((resource) => resource.name === name && resource.selected);
  if (found !== undefined) return found;
  throw new ConfigError('CONFIG_INVALID', unknownResources(source, [name], 'resource'));
}

/** What is wrong with names that the source does not have; `path` is the option that holds them. */
export function unknownResources(
  source: RestApiSource,
  names: readonly string[],
  path: string,
): ConfigIssue[] {
  const valid = source.resources.map((resource) => `\`${resource}\``).join(', ') || 'none';
  return names
    .filter((name) => !source.resources.includes(name))
    .map((name) => ({
      path,
      message: `\`${name}\` is not a resource of this source. Valid: ${valid}.`,
    }));
}

/**
 * The rows of one resource as NDJSON text: one bare row a line, its numbers as the API wrote them.
 *
 * @throws {ConfigError} when the source has no such resource.
 */
export function streamLines(
  source: RestApiSource,
  resource: string,
  options: StreamOptions = {},
): LineStream {
  return createLineStream(stateOf(source), findResource(source, resource), options);
}

function shareClient(open: () => HttpClient): SourceState['useClient'] {
  let client: HttpClient | undefined;
  let users = 0;
  return () => {
    client ??= open();
    const used = client;
    let isReleased = false;
    users++;
    return {
      client: used,
      release: async () => {
        if (isReleased) return;
        isReleased = true;
        if (--users > 0) return;
        client = undefined;
        await used.close();
      },
    };
  };
}
