import { expect } from 'vitest';
import { resolveSource } from '../../src/config/plan/resolve-source.ts';
import type { Env } from '../../src/config/secrets/variable.ts';
import { ConfigError } from '../../src/errors.ts';

/** The error that a configuration is refused with. */
export function refusalOf(config: unknown, env: Env = {}): ConfigError {
  try {
    resolveSource(config, { env });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was not refused');
}

/** What is wrong with a configuration, by path. */
export function issuesOf(config: unknown, env: Env = {}): Record<string, string> {
  return Object.fromEntries(
    refusalOf(config, env).issues.map(({ path, message }) => [path, message]),
  );
}

type Json = Readonly<Record<string, unknown>>;

/** A configuration that is right, and whose parts can be replaced. */
export function config(parts: { client?: Json; resource?: Json; endpoint?: Json } = {}): Json {
  return {
    client: { base_url: 'https://api.example.com/v1', ...parts.client },
    resources: [
      {
        name: 'rows',
        ...parts.resource,
        endpoint: {
          data_selector: 'rows',
          paginator: { type: 'offset', limit: 10 },
          ...parts.endpoint,
        },
      },
    ],
  };
}

/** A configuration that is refused for one thing. */
export interface Refusal {
  readonly name: string;
  readonly config: unknown;
  readonly path: string;
  readonly message: RegExp;
}

export function inClient(name: string, client: object, path: string, message: RegExp): Refusal {
  return { name, config: config({ client: { ...client } }), path: `client.${path}`, message };
}

export function inResource(name: string, resource: object, path: string, message: RegExp): Refusal {
  return {
    name,
    config: config({ resource: { ...resource } }),
    path: `resources[0].${path}`,
    message,
  };
}

export function inEndpoint(name: string, endpoint: object, path: string, message: RegExp): Refusal {
  const at = `resources[0].endpoint.${path}`;
  return { name, config: config({ endpoint: { ...endpoint } }), path: at, message };
}

export function inPaginator(
  name: string,
  paginator: unknown,
  path: string,
  message: RegExp,
): Refusal {
  return inEndpoint(name, { paginator }, `paginator${path}`, message);
}

/** Checks that a configuration is refused for one thing, at one place. */
export function expectRefusal({ config: refused, path, message }: Refusal): void {
  const issues = issuesOf(refused);
  expect(Object.keys(issues)).toEqual([path]);
  expect(issues[path]).toMatch(message);
}
