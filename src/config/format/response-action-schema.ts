import { z } from 'zod';
import type { AnswerAction, AnswerFunction } from '../../http/client.ts';
import type { ResponseActionConfig } from './config-types.ts';
import { describeChoice, mustBe, text } from './fields.ts';
import { section } from './section.ts';

const fn = z.custom<AnswerFunction>(
  (value) => typeof value === 'function',
  mustBe('a function that gets the answer'),
);

const status = mustBe('a status, a whole number from 100 to 599');

const actionSchema = section('response_action', {
  status_code: z.int(status).min(100, status).max(599, status).nullable().exactOptional(),
  content: text('a part of the body, a text that is not empty').nullable().exactOptional(),
  action: z.union(
    [
      z.literal('ignore', { error: describeAction }),
      z.array(fn, mustBe('a list of functions')).min(1, mustBe('a list of functions')).readonly(),
      fn,
    ],
    { error: describeAction },
  ),
}).superRefine(({ status_code: code, content, action }, context) => {
  if (action !== 'ignore' || code != null || content != null) return;
  const message =
    '`ignore` needs a condition, for it ends the pages; write `status_code` or `content`';
  context.addIssue({ code: 'custom', path: ['action'], message });
});

type ResponseActionsConfig = readonly (AnswerFunction | ResponseActionConfig)[];

/** The `response_actions` of an endpoint. */
export const responseActionsSchema: z.ZodType<ResponseActionsConfig> = z
  .array(z.union([actionSchema, fn]), mustBe('a list of functions, or of objects with an `action`'))
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
    ? `${describeChoice(input, ['ignore'], [])}`
    : 'must be `ignore`, a function, or a list of functions';
}
