import { z } from 'zod';
import { clientSchema } from './client.ts';
import type { RestApiConfig } from './config-types.ts';
import { mustBe, text } from './fields.ts';
import { defaultsSchema, resourceSchema } from './resource.ts';
import { section } from './section.ts';

const resources = z
  .array(
    z.union([text('the name of a resource'), resourceSchema], mustBe('a name or an object')),
    mustBe('a list of resources'),
  )
  .readonly();

/** A configuration as it is written, variables already in place. Merging and what it takes comes after. */
export const configSchema: z.ZodType<RestApiConfig> = section('top', {
  client: clientSchema,
  resource_defaults: defaultsSchema.nullable().exactOptional(),
  resources,
});
