import type { FlowItem, Verify, WalkOutcome } from '../model.ts';
import type { NextPointer } from '../pagination/detect.ts';
import { accusationOf, describePointer, endWarnings, pointersOf } from '../proof/end-of-walk.ts';
import { type Came, distinctOf, type KeyCount } from '../proof/key-count.ts';
import type { KeyOrder, KeyOrderState } from '../proof/order.ts';
import { judgePass } from '../proof/verdict.ts';
import type { Accusation, Received } from '../proof/witness.ts';
import type { Pass, PassContext, PassEnd } from './pass.ts';
import type { ResourceSettings, WalkEnvironment } from './walk-environment.ts';

/** The passes before the one that ended. */
export interface EarlierPasses {
  readonly pass: number;
  /** The order of the pass before. */
  readonly before: KeyOrder | undefined;
  /** Whether the API contradicted an earlier pass. */
  readonly isContradicted: boolean;
}

/** What a pass that came to its end proved, or why there is to be another one. */
export async function* concludePass(
  context: PassContext,
  run: Pass,
  ended: PassEnd,
  { pass, before, isContradicted }: EarlierPasses,
): AsyncGenerator<FlowItem, WalkOutcome | 'moved' | 'contradicted'> {
  const { settings, environment, witnesses, keys, counters } = context;
  const { verify, maxPasses } = settings;
  const { end } = ended;
  const { order } = run.output;
  const canRepeat = environment.evidence !== undefined;
  const moved = yield* movedOf(context, run, ended, pass);
  const came = await countCame(settings, environment, keys.count, order.state);
  const distinct = distinctOf(came);
  const { skipped, isSinglePage: isSingle } = end;
  const received: Received = { distinct, skipped, isSingle, isProved: end.proof === 'overlap' };
  const judged = judgePass({
    ...{ verify, pass, maxPasses, end, moved, canRepeat },
    agrees: before?.equals(order) === true,
    agreesWithTotal: witnesses.totals.agrees(received),
    hasTotal: witnesses.totals.last !== undefined,
  });
  if (judged === 'again') return 'moved';
  const pointers = isClean(judged) ? pointersOf(witnesses, end, received) : [];
  const against = isClean(judged)
    ? (accusationOf(witnesses, end, received) ?? (yield* pointerAgainst(run, pointers, verify)))
    : undefined;
  // churn looks like a cap of the API, but seldom twice
  const mayRepeat = canRepeat && pass < maxPasses && received.isProved && !isContradicted;
  if (against !== undefined && mayRepeat) return 'contradicted';
  context.warnings.push(
    ...endWarnings(settings, witnesses, {
      ...{ end, came, received, judged, against, pointers, moved, verify },
      hasSeveralPages: counters.pages > 1,
      flipped: keys.kinds.flipped,
    }),
  );
  return against === undefined ? judged : { verdict: 'incomplete', reason: against.reason };
}

/** Keys that stand at more than one place of the pass; with staging, it knows. */
async function* movedOf(
  { settings: { verify }, environment: { evidence }, keys }: PassContext,
  run: Pass,
  { moved, page }: PassEnd,
  pass: number,
): AsyncGenerator<FlowItem, number> {
  if (evidence === undefined) return moved;
  const isAsked = verify !== 'off' || keys.count.exact === undefined;
  if (isAsked) yield* run.output.settled(page);
  return verify === 'off' ? moved : Math.max(moved, await evidence.moved(pass));
}

/**
 * A link or cursor on the last page that leads on. A link, and a cursor that may stand on the last page, are tested by one
 * request, if the walk may make one.
 */
async function* pointerAgainst(
  run: Pass,
  pointers: readonly NextPointer[],
  verify: Verify,
): AsyncGenerator<FlowItem, Accusation | undefined> {
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
