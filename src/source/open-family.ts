import type { ResourcePlan } from '../config/plan/plan.ts';
import type { FlowItem } from '../model.ts';
import type { WalkEnd } from '../walk/walk-environment.ts';
import { dependentWalks } from './dependent-walks.ts';
import type { Family } from './families.ts';
import { createTally, type Member, type MemberStart } from './member.ts';
import { openWalk } from './open-walk.ts';
import { underParent } from './outcome.ts';
import {
  createParentFeed,
  type Dependent,
  type ParentFeed,
  type ParentRecord,
} from './parent-feed.ts';
import { createParentQueue } from './parent-queue.ts';
import { joinSignals, type Run } from './run.ts';

/** Parent rows that wait for their turn. */
const QUEUED_PARENTS = 101;

/**
 * The resources of a family, ready to be read, parents before children. All of them must be read, at the same time: the
 * rows of a parent go on only as its dependents take them.
 */
export function openFamily(family: Family, run: Run): readonly Member[] {
  const queues = new Map(
    family.map(({ name }) => [name, createParentQueue<ParentRecord>(QUEUED_PARENTS)]),
  );
  const ends = new Map<string, Promise<WalkEnd>>();
  return family.map((resource) => {
    const dependents = family.flatMap((other): Dependent[] => {
      const queue = queues.get(other.name);
      const isDependent = other.parent?.resource === resource.name;
      return isDependent && queue !== undefined ? [{ resource: other, queue }] : [];
    });
    const tally = createTally();
    let resolve: (end: WalkEnd) => void = () => {};
    ends.set(
      resource.name,
      new Promise((done) => {
        resolve = done;
      }),
    );
    const queue = queues.get(resource.name);
    const parent = resource.parent?.resource;
    const leave = (end: WalkEnd): void => {
      resolve(end);
      queue?.leave();
      for (const dependent of dependents) dependent.queue.end();
    };
    return {
      resource,
      ...tally,
      leave: () => leave(LEFT),
      async *batches(at: MemberStart = {}) {
        let end: WalkEnd = LEFT;
        try {
          const feed =
            dependents.length === 0 ? undefined : createParentFeed(dependents, at.evidence);
          const source =
            parent === undefined || queue === undefined
              ? rootWalk(resource, at, feed !== undefined, run, tally)
              : dependentWalks(resource, queue.records, at, run, tally);
          const own = yield* feed === undefined ? source : feeding(source, feed);
          end = own;
          // nobody takes parent rows any more
          queue?.leave();
          const above = parent === undefined ? undefined : await ends.get(parent);
          if (parent !== undefined && above !== undefined) {
            end = {
              ...own,
              outcome: underParent(own.outcome, { name: resource.name, parent }, above.outcome),
            };
          }
          return end;
        } finally {
          leave(end);
        }
      },
    };
  });
}

const LEFT: WalkEnd = { outcome: { verdict: 'incomplete', reason: 'aborted' }, warnings: [] };

/** The cursor of a parent that is walked for its dependents alone is another one than that of a table. */
const UNSELECTED = 'unselected';

function rootWalk(
  resource: ResourcePlan,
  at: MemberStart,
  hasDependents: boolean,
  run: Run,
  { counters, ...tally }: ReturnType<typeof createTally>,
): AsyncGenerator<FlowItem, WalkEnd> {
  // pages that were asked for ahead would keep their places while the dependents wait for places
  const window = hasDependents ? 1 : run.plan.http.maxConcurrency;
  const signal = joinSignals(run.signal, at.signal);
  // rows without a key can't be told from those of an earlier pass: their dependents would be walked again
  const isKeyless = hasDependents && resource.primaryKey.length === 0;
  const wanted = run.verifyOf(resource);
  const verify = isKeyless && wanted === 'passes' ? 'total' : wanted;
  // a table that was never asked for has no rows that its cursor could speak of
  const walk = resource.selected ? '' : UNSELECTED;
  const start = { ...at, walk, verify, window, counters, signal };
  return openWalk(resource, start, run, { counters, ...tally });
}

/** Hands batches on and gives their rows to the resources that depend on it. */
async function* feeding(
  source: AsyncGenerator<FlowItem, WalkEnd>,
  feed: ParentFeed,
): AsyncGenerator<FlowItem, WalkEnd> {
  try {
    for (;;) {
      const next = await source.next();
      if (next.done) {
        await feed.end();
        return next.value;
      }
      await feed.take(next.value);
      yield next.value;
    }
  } finally {
    await source.return(LEFT);
  }
}
