import { z } from 'zod';
import type { Row } from '../../parse/row-object.ts';
import type { ProcessingStep } from '../../transform/processing-step.ts';
import type { ProcessingStepConfig } from './config-types.ts';
import { mustBe } from './fields.ts';
import { section } from './section.ts';

type OnRow = (row: Row) => unknown;
type OnRowMany = (row: Row) => Iterable<unknown>;

const wording = mustBe('a function that gets a row');
const onRow = z.custom<OnRow>((value) => typeof value === 'function', wording);
const onRowMany = z.custom<OnRowMany>((value) => typeof value === 'function', wording);

const stepSchema = section('processing_step', {
  filter: onRow.exactOptional(),
  map: onRow.exactOptional(),
  yield_map: onRowMany.exactOptional(),
}).superRefine((step, context) => {
  // a key that was written wrongly was meant to do something
  if (Object.keys(step).length > 0 || context.issues.length > 0) return;
  context.addIssue({
    code: 'custom',
    message: 'does nothing; write `filter`, `map` or `yield_map`',
  });
});

/** The `processing_steps` of a resource. */
export const processingStepsSchema: z.ZodType<readonly ProcessingStepConfig[]> = z
  .array(stepSchema, mustBe('a list of objects with `filter`, `map` or `yield_map`'))
  .readonly();

/** Checked processing steps as they are carried out, in their order. */
export function processingSteps(
  steps: readonly ProcessingStepConfig[] | null | undefined,
): ProcessingStep[] {
  return (steps ?? []).map(({ yield_map: yieldMap, ...step }) => ({
    ...step,
    ...(yieldMap === undefined ? {} : { yieldMap }),
  }));
}
