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
