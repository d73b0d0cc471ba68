import type { Readable } from 'node:stream';
import { untilAborted } from '../abort.ts';
import { charsetOf } from '../charset.ts';
import type { AnswerAction, AnswerFunction, SeenAnswer } from '../client.ts';
import { type Fail, NOTHING_KEPT } from '../failure.ts';
import type { ResponseHeaders } from '../response-headers.ts';
import { type HeldBody, heldBody, heldBodyOf, readForActions } from './held-body.ts';

/** A response as the actions leave it. */
export interface ActedAnswer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Undefined where no action needed it: it is still to be read. */
  readonly body?: HeldBody | undefined;
}

export interface ActionTools {
  /** Without secrets. */
  readonly url: () => string;
  /** Opens the body, once. */
  readonly open: () => Readable;
  readonly fail: Fail;
  readonly signal: AbortSignal;
}

/** Takes all actions that match, in order. Each sees what the ones before it made of the response. */
export async function applyActions(
  answer: Pick<ActedAnswer, 'status' | 'headers'>,
  actions: readonly AnswerAction[],
  tools: ActionTools,
): Promise<ActedAnswer | 'ignored'> {
  let current: ActedAnswer = answer;
  const held = async (): Promise<HeldBody> =>
    current.body ??
    heldBody(await readForActions(tools.open(), answer.status, tools), charsetOf(answer.headers));
  for (const [index, { statusCode, content, action }] of actions.entries()) {
    if (statusCode !== undefined && statusCode !== current.status) continue;
    if (content !== undefined) {
      current = { ...current, body: await held() };
      if (current.body?.text.includes(content) !== true) continue;
    }
    if (action === 'ignore') return 'ignored';
    for (const run of action) {
      const body = await held();
      const place = `response_actions[${index}]`;
      const next = await runOne(run, { ...current, body }, place, tools);
      if (next === 'ignored') return next;
      current = next;
    }
  }
  return current;
}

async function runOne(
  run: AnswerFunction,
  current: ActedAnswer & { readonly body: HeldBody },
  place: string,
  tools: ActionTools,
): Promise<ActedAnswer | 'ignored'> {
  const { status, headers, body } = current;
  const seen: SeenAnswer = {
    status,
    headers: { ...headers },
    url: tools.url(),
    body: body.value(),
  };
  try {
    const given: unknown = await untilAborted(call(run, seen), tools.signal);
    if (given === undefined) return current;
    if (given === 'ignore') return 'ignored';
    return replaced(given, current);
  } catch (cause) {
    tools.signal.throwIfAborted();
    throw tools.fail({
      code: 'SOURCE_ACTION',
      status,
      what: `answered ${status}, and the function in \`${place}\` failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      advice: `Check that function. ${NOTHING_KEPT}`,
      cause,
    });
  }
}

/** Inside of a promise, so that what is thrown at once is caught, too. */
async function call(run: AnswerFunction, seen: SeenAnswer): Promise<unknown> {
  return run(seen);
}

function replaced(given: unknown, current: ActedAnswer & { readonly body: HeldBody }): ActedAnswer {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(
      `it returned ${JSON.stringify(given)}; an answer, 'ignore' or nothing is expected`,
    );
  }
  const fields = new Map<string, unknown>(Object.entries(given));
  const status = fields.get('status');
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new TypeError('it returned an answer whose `status` is no number from 200 to 599');
  }
  if (!fields.has('body')) throw new TypeError('it returned an answer without a `body`');
  const body = fields.get('body');
  return {
    status,
    headers: headersOf(fields.get('headers')),
    // What was not replaced keeps its bytes: parsed numbers may have lost digits.
    body: body === current.body.value() ? current.body : heldBodyOf(body),
  };
}

function headersOf(given: unknown): ResponseHeaders {
  return Object.fromEntries(
    Object.entries(given ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
