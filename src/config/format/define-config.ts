import type { RestApiConfig } from './config-types.ts';

/**
 * Gives a configuration back as it is, so that an editor completes and checks it.
 *
 * @example export default defineConfig({ client: { base_url: 'https://api.example.com' }, resources: [] });
 */
export function defineConfig(config: RestApiConfig): RestApiConfig {
  return config;
}
