import { z } from 'zod';
import { clientSchema } from './client.ts';
import type { RestApiConfig } from './config-types.ts';
import { mustBe, text } from './fields.ts';
import { defaultsSchema, resourceSchema } from './resource.ts';
import { optional, required, section } from './section.ts';

/** A configuration as it is written, variables already in place. Merging and what it takes comes after. */
export const configSchema: z.ZodType<RestApiConfig> = section(
  'top',
  {
    type: 'RestApiConfig',
    about:
      "A source as it is written down: the keys of dlt's `rest_api` format, and a few more. Wherever a string stands, `secret('NAME')` or `env('NAME')` may stand too. A key that is null counts as left out, unless it says otherwise.",
    where: 'at the top',
    what: 'the configuration',
    near: ['client', 'defaults', 'endpoint', 'auth'],
  },
  {
    client: required(clientSchema, 'The API: where it is, and how it wants to be asked.'),
    resource_defaults: optional(
      defaultsSchema,
      "What all resources have in common. A resource's own keys go first.",
      { otherwise: 'nothing' },
    ),
    resources: required(
      z
        .array(
          z.union([text('the name of a resource'), resourceSchema], mustBe('a name or an object')),
          mustBe('a list of resources'),
        )
        .readonly(),
      'The collections to load. A name alone is short for `{ name, endpoint: { path: name } }`.',
    ),
  },
);

/**
 * Gives a configuration back as it is, so that an editor completes and checks it.
 *
 * @example export default defineConfig({ client: { base_url: 'https://api.example.com' }, resources: [] });
 */
export function defineConfig(config: RestApiConfig): RestApiConfig {
  return config;
}
