import { z } from 'zod';
import type { AnswerAction, AnswerFunction } from '../../http/client.ts';
import type { Row } from '../../parse/row-object.ts';
import type { ProcessingStep } from '../../transform/processing-step.ts';
import type { ProcessingStepConfig, ResponseActionConfig } from './config-types.ts';
import { describeChoice, mustBe, text } from './fields.ts';
import { isFunction, optional, optionalNotNull, required, script } from './key.ts';
import { section } from './section.ts';

const wording = mustBe('a function that gets a row');
const onRow = script<(row: Row) => unknown>('(row: Row) => unknown', isFunction, wording);
const onRowMany = script<(row: Row) => Iterable<unknown>>(
  '(row: Row) => Iterable<unknown>',
  isFunction,
  wording,
);

const stepSchema = section(
  'processing_step',
  {
    type: 'ProcessingStepConfig',
    about: 'What is done with each row: one of these or several, then in this order.',
    where: 'in an entry of `processing_steps`',
    what: 'a processing step',
    near: ['resource', 'endpoint'],
  },
  {
    filter: optionalNotNull(onRow, 'Whether the row stays.'),
    map: optionalNotNull(onRow, 'Returns the row that takes the place of this one.'),
    yield_map: optionalNotNull(onRowMany, 'Returns the rows that take the place of this one.'),
  },
).superRefine((step, context) => {
  // a key that was written wrongly was meant to do something
  if (Object.keys(step).length > 0 || context.issues.length > 0) return;
  const message = 'does nothing; write `filter`, `map` or `yield_map`';
  context.addIssue({ code: 'custom', message });
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

const onAnswer = script<AnswerFunction>(
  'AnswerFunction',
  isFunction,
  mustBe('a function that gets the answer'),
);

const status = mustBe('a status, a whole number from 100 to 599');
const functions = mustBe('a list of functions');

const actionSchema = section(
  'response_action',
  {
    type: 'ResponseActionConfig',
    about: 'What is done with responses of a kind. It acts if all its conditions hold.',
    where: 'in an entry of `response_actions`',
    what: 'a response action',
    near: ['endpoint', 'resource'],
  },
  {
    status_code: optional(
      z.int(status).min(100, status).max(599, status),
      'The status of the responses that it acts on.',
      { otherwise: 'any' },
    ),
    content: optional(
      text('a part of the body, a text that is not empty'),
      'A part of the text of the bodies that it acts on.',
      { otherwise: 'any' },
    ),
    action: required(
      z.union(
        [
          z.literal('ignore', { error: describeAction }),
          z.array(onAnswer, functions).min(1, functions).readonly(),
          onAnswer,
        ],
        { error: describeAction },
      ),
      '`ignore` ends the pages of the walk there, without an error; a function, or several in order, look at the response and may return another one in its place.',
    ),
  },
).superRefine(({ status_code: code, content, action }, context) => {
  if (action !== 'ignore' || code != null || content != null) return;
  const message =
    '`ignore` needs a condition, for it ends the pages; write `status_code` or `content`';
  context.addIssue({ code: 'custom', path: ['action'], message });
});

type ResponseActionsConfig = readonly (AnswerFunction | ResponseActionConfig)[];

/** The `response_actions` of an endpoint. */
export const responseActionsSchema: z.ZodType<ResponseActionsConfig> = z
  .array(
    z.union([actionSchema, onAnswer]),
    mustBe('a list of functions, or of objects with an `action`'),
  )
  .readonly();

/** Checked response actions as they are carried out, in their order. */
export function answerActions(actions: ResponseActionsConfig | null | undefined): AnswerAction[] {
  return (actions ?? []).map((action) => {
    if (typeof action === 'function') return { action: [action] };
    const { status_code: statusCode, content, action: what } = action;
    return {
      ...(statusCode == null ? {} : { statusCode }),
      ...(content == null ? {} : { content }),
      action: typeof what === 'function' ? [what] : what,
    };
  });
}

function describeAction({ input }: { readonly input?: unknown }): string {
  return typeof input === 'string'
    ? describeChoice(input, ['ignore'])
    : 'must be `ignore`, a function, or a list of functions';
}
