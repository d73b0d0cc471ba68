import { untilAborted } from '../http/abort.ts';
import type { Batch, StagedEvidence } from '../model.ts';
import { pickRows } from '../transform/merge.ts';
import { emptyBatch } from './empty-batch.ts';
import type { KeyOrder, KeyOrderState } from './key-order.ts';
import type { RowRole } from './last-page.ts';
import { rowIdentity } from './row-form.ts';
import type { WalkCounters } from './walk-environment.ts';

/** A batch and what each of its rows is to the page before. */
export interface JudgedBatch {
  readonly batch: Batch;
  readonly roles: readonly RowRole[];
}

interface Snapshot {
  readonly received: number;
  readonly reread: number;
  readonly order: KeyOrderState;
}

/** Where the rows of one pass leave: decides which of a page's rows leave, how, and counts them. */
export class Outlet {
  readonly #pass: number;
  readonly #counters: WalkCounters;
  readonly #evidence: StagedEvidence | undefined;
  readonly #order: KeyOrder;
  readonly #signal: AbortSignal;
  /** A pass that only looks whether it meets the same keys. */
  readonly #isSilent: boolean;
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
    this.#order = options.order;
    this.#signal = options.signal;
    this.#isSilent = options.evidence === undefined && options.pass > 1;
    this.#before = this.#snapshot();
  }

  /** Begins a page. */
  begin(): void {
    this.#before = this.#snapshot();
  }

  /** Takes back what was counted of the page. */
  undo(): void {
    this.#counters.received = this.#before.received;
    this.#counters.reread = this.#before.reread;
    Object.assign(this.#order.state, this.#before.order);
  }

  #snapshot(): Snapshot {
    const { received, reread } = this.#counters;
    return { received, reread, order: { ...this.#order.state } };
  }

  /** The rows of a batch. `known`: which of those in front of the shared ones were met further back. */
  *rows({ batch, roles }: JudgedBatch, known?: ReadonlySet<string>): Generator<Batch> {
    const fresh: number[] = [];
    const again: number[] = [];
    for (const [i, role] of roles.entries()) {
      const isKnown = role === 'front' && known?.has(rowIdentity(batch, i)) === true;
      if (role === 'shared' || role === 'changed' || role === 'recent' || isKnown) {
        this.#counters.reread++;
        if (role !== 'shared') again.push(i);
      } else {
        fresh.push(i);
        this.#order.add(rowIdentity(batch, i), batch.keys[i] !== undefined);
      }
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

  /** Rows of the head: those that are known leave in their newer form. */
  *head(batch: Batch, unknown: ReadonlySet<string>): Generator<Batch> {
    const roles = batch.texts.map((_, i) =>
      unknown.has(rowIdentity(batch, i)) ? 'new' : 'changed',
    );
    yield* this.rows({ batch, roles });
  }

  /** Waits until everything that left is where the evidence looks. */
  async *settled(page: number): AsyncGenerator<Batch, void> {
    let onStaged: (() => void) | undefined;
    const staged = new Promise<void>((resolve) => {
      onStaged = resolve;
    });
    yield { ...emptyBatch(this.#pass, page), ...(onStaged === undefined ? {} : { onStaged }) };
    await untilAborted(staged, this.#signal);
  }
}
