import { DeadlineReached } from '../http/wait.ts';
import type { FlowItem, WalkOutcome } from '../model.ts';
import { createReader } from '../page/page-settings.ts';
import { createPaginator } from '../pagination/create-paginator.ts';
import type { Paginator } from '../pagination/paginator.ts';
import type { PageReader } from '../parse/page.ts';
import { witnessPointers, witnessRules } from '../proof/end-of-walk.ts';
import { KeyCount } from '../proof/key-count.ts';
import { PageRows } from '../proof/links.ts';
import { KeyKinds, KeyOrder } from '../proof/order.ts';
import { Witnesses } from '../proof/witnesses.ts';
import { concludePass } from './conclude.ts';
import { Pass, type PassContext, type PassEnd, type PassStart } from './pass.ts';
import {
  locateError,
  type ResourceSettings,
  type WalkCounters,
  type WalkEnd,
  type WalkEnvironment,
} from './walk-environment.ts';
import { readState, type WalkState, writeState } from './walk-state.ts';

/**
 * Walks a resource: batches out, in page order, and at the end what the walk proved. It does not throw for what the
 * API does: a page that fails for good ends the walk as `incomplete`, with the rows of all pages before it sent.
 * Leaving it early lets every page in flight go.
 */
export async function* walk(
  settings: ResourceSettings,
  environment: WalkEnvironment,
  counters: WalkCounters,
): AsyncGenerator<FlowItem, WalkEnd> {
  const warnings: string[] = [];
  const current: { page: number } = { page: 0 };
  try {
    const outcome = yield* walkPasses(settings, environment, counters, warnings, current);
    return { outcome, warnings };
  } catch (error) {
    const { signal } = environment;
    const cause = signal.aborted ? signal.reason : error;
    if (cause instanceof DeadlineReached) {
      warnings.push(`${settings.name}, page ${current.page}: ${cause.message}`);
      return { outcome: { verdict: 'incomplete', reason: 'deadline' }, warnings };
    }
    if (signal.aborted) return { outcome: { verdict: 'incomplete', reason: 'aborted' }, warnings };
    const located = locateError(error, settings.name, current.page);
    return { outcome: { verdict: 'incomplete', reason: 'failed_page', error: located }, warnings };
  }
}

async function* walkPasses(
  settings: ResourceSettings,
  environment: WalkEnvironment,
  counters: WalkCounters,
  warnings: string[],
  current: { page: number },
): AsyncGenerator<FlowItem, WalkOutcome> {
  let state = readState(environment.resume);
  let before = state?.before === undefined ? undefined : new KeyOrder(state.before);
  let readPage: PageReader | undefined;
  let isContradicted = false;
  const context = contextOf(settings, environment, counters, warnings, state);
  if (state !== undefined && state.ended === undefined) tellResumed(settings, environment);
  for (let pass = state?.pass ?? 1; ; pass++) {
    const paginator = openPaginator(settings, state?.paginator);
    readPage ??= createReader(settings, paginator, environment.resume !== undefined);
    const run = new Pass(context, {
      ...startOf(context, pass, { state, before, paginator }),
      readPage,
    });
    const ended = yield* tracked(run, current);
    const left = leftAt(ended, settings, warnings);
    if (left !== undefined && ended.left === 'cut') return left;
    const conclusion: WalkOutcome | 'moved' | 'contradicted' =
      left ?? (yield* concludePass(context, run, ended, { pass, before, isContradicted }));
    if (typeof conclusion !== 'string') return { ...conclusion, ...walkedOf(state, counters) };
    isContradicted ||= conclusion === 'contradicted';
    before = run.output.order;
    if (state?.ended !== undefined) tellResumed(settings, environment);
    state = undefined;
  }
}

function contextOf(
  settings: ResourceSettings,
  environment: WalkEnvironment,
  counters: WalkCounters,
  warnings: string[],
  state: WalkState | undefined,
): PassContext {
  const rules = witnessRules(settings);
  return {
    ...{ settings, environment, counters, warnings },
    keys: {
      kinds: new KeyKinds(settings.primaryKey, settings.columnForm),
      count: new KeyCount(environment.resume === undefined),
    },
    witnesses: new Witnesses(rules, state?.witnesses),
    witnessPointers: witnessPointers(rules),
  };
}

/** Where a pass begins: where an earlier run was interrupted, or at its beginning. */
function startOf(
  { settings, environment, witnesses }: PassContext,
  pass: number,
  from: {
    readonly state: WalkState | undefined;
    readonly before: KeyOrder | undefined;
    readonly paginator: Paginator;
  },
): Omit<PassStart, 'readPage'> {
  const { state, before, paginator } = from;
  const { client, resume } = environment;
  const order = new KeyOrder(state?.order);
  const keys = state === undefined ? [] : (resume?.lastKeys ?? []);
  return {
    ...{ pass, paginator, order },
    page: state?.page ?? 0,
    lastPage: PageRows.resumed(keys, state?.last),
    marks: state?.marks ?? [],
    moved: state?.moved ?? 0,
    ended: state?.ended,
    describe: (at) => {
      const parts = { ...at, pass, order: order.state, witnesses: witnesses.state };
      return writeState({ ...parts, before: before?.state }, paginator, settings, client);
    },
  };
}

/** How a walk ends whose pass was left before its end. */
function leftAt(
  { left, page }: PassEnd,
  { name }: ResourceSettings,
  warnings: string[],
): WalkOutcome | undefined {
  if (left === undefined) return undefined;
  if (left === 'cut') return { verdict: 'incomplete', reason: 'max_pages' };
  if (left === 'ignored') {
    warnings.push(
      `${name}, page ${page}: the response was ignored, as \`response_actions\` say, so the walk ended there. The rows of the pages before it were taken.`,
    );
  }
  return { verdict: 'exhausted', basis: 'end' };
}

function walkedOf(
  state: WalkState | undefined,
  { pages }: WalkCounters,
): Pick<WalkOutcome, 'walked'> {
  return state === undefined ? {} : { walked: pages === 0 ? 'earlier' : 'partly' };
}

function tellResumed(
  { name }: ResourceSettings,
  { resume, onEvent }: Pick<WalkEnvironment, 'resume' | 'onEvent'>,
): void {
  if (resume === undefined) return;
  const { page, rows, since } = resume;
  onEvent({ type: 'resource_resumed', resource: name, page, carried: rows, since });
}

/** Keeps in mind where the pass is, for messages. */
async function* tracked(run: Pass, current: { page: number }): AsyncGenerator<FlowItem, PassEnd> {
  try {
    return yield* run.run();
  } finally {
    current.page = run.page;
  }
}

function openPaginator(settings: ResourceSettings, state: unknown): Paginator {
  const { verify, window, links } = settings;
  const options = { verify, window, links };
  return createPaginator(settings.paginator, state === undefined ? options : { ...options, state });
}
