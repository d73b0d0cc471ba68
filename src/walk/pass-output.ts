import { pageVoid, pickRows, rowIdentity } from '../batch.ts';
import { untilAborted } from '../http/abort.ts';
import type { BarrierEvents, Batch, FlowItem, StagedEvidence } from '../model.ts';
import type { KeyOrder, KeyOrderState } from '../proof/order.ts';
import type { RowFate, RowQuestion } from '../proof/pass-proof.ts';
import type { WalkCounters } from './walk-environment.ts';

interface Snapshot {
  readonly received: number;
  readonly reread: number;
  readonly order: KeyOrderState;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Where the rows of one pass leave: sends them as they were judged, and counts them. */
export class PassOutput {
  readonly #pass: number;
  readonly #counters: WalkCounters;
  readonly #evidence: StagedEvidence | undefined;
  readonly #signal: AbortSignal;
  /** A pass that only looks whether it meets the same keys. */
  readonly #isSilent: boolean;
  /** The keys of the rows that left, in their order. */
  readonly order: KeyOrder;
  #before: Snapshot;

  constructor(options: {
    readonly pass: number;
    readonly counters: WalkCounters;
    readonly evidence: StagedEvidence | undefined;
    readonly order: KeyOrder;
    readonly signal: AbortSignal;
  }) {
    this.#pass = options.pass;
    this.#counters = options.counters;
    this.#evidence = options.evidence;
    this.#signal = options.signal;
    this.#isSilent = options.evidence === undefined && options.pass > 1;
    this.order = options.order;
    this.#before = this.#snapshot();
  }

  beginPage(): void {
    this.#before = this.#snapshot();
  }

  /** Takes back what was counted of the page. */
  undo(): void {
    this.#counters.received = this.#before.received;
    this.#counters.reread = this.#before.reread;
    Object.assign(this.order.state, this.#before.order);
  }

  #snapshot(): Snapshot {
    const { received, reread } = this.#counters;
    return { received, reread, order: { ...this.order.state } };
  }

  /** Sends the rows of a batch, as soon as it is known what becomes of them. */
  async *rows(batch: Batch, { asks, answer }: RowQuestion): AsyncGenerator<FlowItem, void> {
    const unknown = asks.length === 0 ? NOTHING : yield* this.unknown(batch.page, asks);
    yield* this.#send(batch, answer(unknown));
  }

  *#send(batch: Batch, fates: readonly RowFate[]): Generator<FlowItem> {
    const fresh: number[] = [];
    const again: number[] = [];
    for (const [i, fate] of fates.entries()) {
      if (fate === 'new') {
        fresh.push(i);
        this.order.add(rowIdentity(batch, i), batch.keys[i] !== undefined);
        continue;
      }
      this.#counters.reread++;
      if (fate === 'newer') again.push(i);
    }
    if (this.#pass === 1) this.#counters.received += fresh.length;
    else this.#counters.reread += fresh.length;
    if (this.#isSilent) return;
    if (fresh.length === batch.texts.length) yield batch;
    else if (fresh.length > 0) yield pickRows(batch, fresh);
    // what left for good cannot be replaced by a newer form
    if (again.length > 0 && this.#evidence !== undefined) {
      yield { ...pickRows(batch, again), isReread: true };
    }
  }

  /** Which rows were not met before; none, if there is no evidence to ask. */
  async *unknown(
    page: number,
    identities: readonly string[],
  ): AsyncGenerator<FlowItem, ReadonlySet<string>> {
    if (this.#evidence === undefined) return NOTHING;
    yield* this.settled(page);
    return this.#evidence.unknown(identities);
  }

  /** Waits until everything that left is where the evidence looks. */
  async *settled(page: number): AsyncGenerator<FlowItem, void> {
    if (this.#evidence === undefined) return;
    const id = ++this.#counters.barriers;
    const wait = waitFor(this.#evidence.barriers, id);
    try {
      yield { kind: 'barrier', pass: this.#pass, page, id };
      await untilAborted(wait.reached, this.#signal);
    } finally {
      wait.end();
    }
  }

  /** The page does not count. `hasLeft`: rows of it left. */
  *refuse(page: number, hasLeft: boolean): Generator<FlowItem> {
    this.undo();
    if (hasLeft) yield pageVoid({ pass: this.#pass, page }, false);
  }

  /**
   * The page counts. `hasLeft`: rows of it left before it had ended, and are certain now.
   *
   * @param describe tells where the walk stands behind it; asked only if that is committed with the rows
   */
  *endPage(
    page: number,
    hasLeft: boolean,
    describe: () => string | undefined,
  ): Generator<FlowItem> {
    const isStaged = this.#evidence !== undefined;
    if (!isStaged && !hasLeft) return;
    yield { kind: 'page_end', pass: this.#pass, page, state: isStaged ? describe() : undefined };
  }
}

/** Listens for one barrier, from now on. */
function waitFor(
  barriers: BarrierEvents,
  id: number,
): { readonly reached: Promise<void>; end(): void } {
  let onReached: (reached: number) => void = () => {};
  const reached = new Promise<void>((resolve) => {
    onReached = (one) => {
      if (one === id) resolve();
    };
  });
  barriers.on('reached', onReached);
  return { reached, end: () => barriers.off('reached', onReached) };
}
