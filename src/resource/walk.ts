import type { HttpClient } from '../http/client.ts';
import { DeadlineReached } from '../http/wait.ts';
import type { Batch, Verify, WalkOutcome } from '../model.ts';
import { createPaginator } from '../pagination/create-paginator.ts';
import type { NextPointer } from '../pagination/detect.ts';
import type { Paginator } from '../pagination/paginator.ts';
import { type Came, distinctOf, KeyCount } from '../proof/key-count.ts';
import {
  type Accusation,
  type Received,
  Witnesses,
  type WitnessState,
} from '../proof/witnesses.ts';
import { counted } from '../wording.ts';
import {
  accusationOf,
  describeAccusation,
  describeCopies,
  describeLower,
  describePointer,
  describeUnmet,
  describeUntried,
  ownWarnings,
  pointersOf,
  witnessPointers,
  witnessRules,
} from './end-of-walk.ts';
import { HeadMarks } from './head-marks.ts';
import { KeyKinds } from './key-kinds.ts';
import { KeyOrder, type KeyOrderState } from './key-order.ts';
import { LastPage } from './last-page.ts';
import { locateError } from './locate-error.ts';
import { Outlet } from './outlet.ts';
import { createReader } from './page-reader.ts';
import { Pass, type PassContext, type PassEnd, type PassEnding } from './pass.ts';
import type { SavedForms } from './row-form.ts';
import type { ResourceSettings } from './settings.ts';
import { storedState } from './stored-state.ts';
import { judgePass } from './verdict.ts';
import type { WalkCounters, WalkEnd, WalkEnvironment } from './walk-environment.ts';

/** Where a walk stands behind a page: plain data, committed with the rows up to there. */
interface WalkState {
  readonly pass: number;
  readonly page: number;
  readonly paginator: unknown;
  readonly order: KeyOrderState;
  readonly marks: SavedForms;
  readonly moved: number;
  /** The form of the last rows of the last page. */
  readonly last?: SavedForms;
  readonly witnesses: WitnessState;
  /** The order of the pass before. */
  readonly before?: KeyOrderState;
  /** How the pass ended behind this page. */
  readonly ended?: PassEnding;
}

/**
 * Walks a resource: batches out, in page order, and at the end what the walk proved. It does not throw for what the
 * API does: a page that fails for good ends the walk as `incomplete`, with the rows of all pages before it sent.
 * Leaving it early lets every page in flight go.
 */
export async function* walk(
  settings: ResourceSettings,
  environment: WalkEnvironment,
  counters: WalkCounters,
): AsyncGenerator<Batch, WalkEnd> {
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
): AsyncGenerator<Batch, WalkOutcome> {
  const { client, evidence, resume } = environment;
  const { verify, maxPasses } = settings;
  let state = resume === undefined ? undefined : (JSON.parse(resume.state) as WalkState);
  let before = state?.before === undefined ? undefined : new KeyOrder(state.before);
  let lastPage = LastPage.fromKeys(resume?.lastKeys ?? [], state?.last);
  let readPage: PassContext['readPage'] | undefined;
  const keyKinds = new KeyKinds(settings.primaryKey, settings.columnForm);
  const rules = witnessRules(settings);
  const witnesses = new Witnesses(rules, state?.witnesses);
  const keys = new KeyCount(resume === undefined);
  let isContradicted = false;
  if (state !== undefined && state.ended === undefined) tellResumed(settings, environment);
  for (let pass = state?.pass ?? 1; ; pass++) {
    const paginator = openPaginator(settings, state?.paginator);
    readPage ??= createReader(settings, paginator, resume !== undefined);
    const order = new KeyOrder(state?.order);
    const marks = new HeadMarks(state?.marks);
    const describeState: PassContext['describeState'] = (page, moved, last, ended) => {
      const stored = storedState(paginator.state(), storedText(settings, client));
      if (stored === undefined) return undefined;
      const parts = {
        pass,
        page,
        moved,
        last: last.save(),
        order: order.state,
        witnesses: witnesses.state,
        ...(ended === undefined ? {} : { ended }),
      };
      const earlier = before === undefined ? {} : { before: before.state };
      return `${JSON.stringify({ ...parts, ...earlier }).slice(0, -1)},"paginator":${stored},"marks":${marks.toJson()}}`;
    };
    const context = {
      settings,
      environment,
      counters,
      readPage,
      warnings,
      keyKinds,
      witnesses,
      witnessPointers: witnessPointers(rules),
      keys,
      describeState,
    };
    const at = { page: state?.page ?? 0, moved: state?.moved ?? 0, ended: state?.ended };
    const run = new Pass(context, { pass, paginator, order, lastPage, marks, ...at });
    const ended = yield* tracked(run, current);
    if (ended.left === 'cut') return { verdict: 'incomplete', reason: 'max_pages' };
    const inThisRun = walkedOf(state, counters);
    if (ended.left !== undefined) {
      if (ended.left === 'ignored') warnings.push(describeIgnored(settings, ended.page));
      return { verdict: 'exhausted', basis: 'end', ...inThisRun };
    }
    const { end } = ended;
    let { moved } = ended;
    const outlet = new Outlet({ pass, counters, evidence, order, signal: environment.signal });
    const isAsked = verify !== 'off' || keys.exact === undefined;
    if (evidence !== undefined && isAsked) yield* outlet.settled(ended.page);
    if (evidence !== undefined && verify !== 'off') {
      moved = Math.max(moved, await evidence.moved(pass));
    }
    const came = await countCame(settings, environment, keys, order.state);
    const distinct = distinctOf(came);
    const { skipped, isSinglePage: isSingle } = end;
    const received: Received = { distinct, skipped, isSingle, isProved: end.proof === 'overlap' };
    const agrees = before?.equals(order) === true;
    const canRepeat = evidence !== undefined;
    const judged = judgePass({
      ...{ verify, pass, maxPasses, end, moved, agrees, canRepeat },
      agreesWithTotal: witnesses.totals.agrees(received),
      hasTotal: witnesses.totals.last !== undefined,
    });
    if (judged !== 'again') {
      const pointers = isClean(judged) ? pointersOf(witnesses, end, received) : [];
      const against = isClean(judged)
        ? (accusationOf(witnesses, end, received) ?? (yield* pointerAgainst(run, pointers, verify)))
        : undefined;
      // churn looks like a cap of the API, but seldom twice
      const mayRepeat = canRepeat && pass < maxPasses && received.isProved && !isContradicted;
      if (against === undefined || !mayRepeat) {
        const copies = describeCopies(settings, came);
        warnings.push(...ownWarnings(settings, end), ...flipWarnings(settings, keyKinds));
        if (counters.pages > 1) warnings.push(...describeUnmet(settings, witnesses));
        const { unusable } = witnesses.totals;
        if (unusable !== undefined) warnings.push(`${settings.name}: ${unusable}`);
        const isTold = verify === 'overlap' && moved > 0 && judged.verdict === 'complete';
        if (isTold) warnings.push(describeMoved(settings, moved));
        else if (copies !== undefined) warnings.push(copies);
        const lower = describeLower(settings, witnesses, { received, came });
        if (lower !== undefined) warnings.push(lower);
        if (against === undefined) {
          if (verify === 'off') warnings.push(...describeUntried(settings, pointers));
          const { text: what } = witnesses.totals;
          if (judged.reason === 'total_mismatch' && what !== undefined) {
            const { reason } = judged;
            warnings.push(describeAccusation(settings, { reason, what }, { came, end }));
          }
          return { ...judged, ...inThisRun };
        }
        warnings.push(describeAccusation(settings, against, { came, end }));
        return { verdict: 'incomplete', reason: against.reason, ...inThisRun };
      }
      isContradicted = true;
    }
    before = order;
    if (state?.ended !== undefined) tellResumed(settings, environment);
    state = undefined;
    lastPage = new LastPage();
  }
}

/**
 * What of a text in the state of a paginator may be written down. Links and cursors may echo a secret that is needed
 * again; where offsets count, a text is a word of ours, or a message.
 */
function storedText(
  { paginator, name }: ResourceSettings,
  client: HttpClient,
): (text: string) => string | undefined {
  if (paginator.type !== 'offset') return (text) => client.toStored(name, text);
  return (text) => (text.includes(' ') ? client.redact(text) : text);
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
async function* tracked(run: Pass, current: { page: number }): AsyncGenerator<Batch, PassEnd> {
  try {
    return yield* run.run();
  } finally {
    current.page = run.page;
  }
}

function openPaginator(settings: ResourceSettings, state: unknown): Paginator {
  const { verify, window, links } = settings;
  const options = { verify, window, ...(links === undefined ? {} : { links }) };
  return createPaginator(settings.paginator, state === undefined ? options : { ...options, state });
}

function flipWarnings(settings: ResourceSettings, keyKinds: KeyKinds): string[] {
  return keyKinds.flipped.map(
    (field) =>
      `${settings.name}: the key \`${field}\` comes as a number and as text. Both forms of one value are taken for one key.`,
  );
}

function describeIgnored({ name }: ResourceSettings, page: number): string {
  return `${name}, page ${page}: the response was ignored, as \`response_actions\` say, so the walk ended there. The rows of the pages before it were taken.`;
}

/**
 * A link or cursor on the last page that leads on. A link, and a cursor that may stand on the last page, are tested by one
 * request, where the walk may make one.
 */
async function* pointerAgainst(
  run: Pass,
  pointers: readonly NextPointer[],
  verify: Verify,
): AsyncGenerator<Batch, Accusation | undefined> {
  for (const pointer of pointers) {
    const { kind, value: url, trial } = pointer;
    const isSure = trial === undefined;
    const isTested = verify !== 'off' && (kind === 'link' || !isSure);
    const request = trial ?? ({ params: {}, url, role: 'body' } as const);
    const speaks = isTested ? yield* run.leadsToNew(request, isSure) : isSure;
    if (speaks) return describePointer(pointer);
  }
  return undefined;
}

function isClean({ verdict }: WalkOutcome): boolean {
  return verdict === 'complete' || verdict === 'exhausted';
}

/** What came of the walk, as the API sent it: exactly, or as far as staging and the links of pages know. */
async function countCame(
  { primaryKey }: ResourceSettings,
  { evidence, passedOver }: WalkEnvironment,
  keys: KeyCount,
  { count: rows, keyless }: KeyOrderState,
): Promise<Came> {
  const none = { keys: 0, keyless: 0, leftOut: 0, rows, isByRows: false };
  if (primaryKey.length === 0) return { ...none, keyless: rows };
  const { exact } = keys;
  // in several passes a row may come in several forms, and in one pass it may come again in the same
  if (exact !== undefined) return { ...none, ...exact, keyless: Math.min(exact.keyless, keyless) };
  if (evidence === undefined) return { ...none, keyless: rows, isByRows: rows > keyless };
  return { ...none, keys: await evidence.distinct(), leftOut: passedOver?.() ?? 0 };
}

function describeMoved(settings: ResourceSettings, moved: number): string {
  return `${settings.name}: the API sends ${counted(moved, 'key')} more than once, at the same places in each pass. The last copy of each was taken.`;
}
