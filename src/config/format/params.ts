import { z } from 'zod';
import { UNSAFE } from '../plan/request-template.ts';
import type { EndpointConfig } from './config-types.ts';
import { anyText, mustBe, text } from './fields.ts';
import { bindSchema } from './incremental.ts';

const paramNumber = z
  .number(mustBe('a number'))
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), {
    error: UNSAFE,
  });

const scalars = [anyText('a string'), paramNumber, z.bigint(), z.boolean(), z.null()] as const;

const paramList = z
  .array(z.union(scalars, mustBe('a string, a number, true, false or null')))
  .readonly();

/** Query parameters by name. */
export const paramsSchema: z.ZodType<NonNullable<EndpointConfig['params']>> = z.record(
  text('the name of a parameter'),
  z.union([...scalars, paramList, bindSchema], {
    error: () =>
      "must be a string, a number, true, false, null, a list of these, or { type: 'resolve' | 'incremental', … }",
  }),
  mustBe('an object of parameter names and values; to leave one out, set it to null'),
);
