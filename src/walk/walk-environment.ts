import { SourceError, toError } from '../errors.ts';
import type { SluiceEvent } from '../events.ts';
import type { HttpClient } from '../http/client.ts';
import { DeadlineReached } from '../http/wait.ts';
import type { Clock, ResumePoint, StagedEvidence, Verify, WalkOutcome } from '../model.ts';
import type { PageCounters } from '../page/page-in-flight.ts';
import type { PageSettings } from '../page/page-settings.ts';
import type { ProvedResource } from '../proof/end-of-walk.ts';

/** What a walk needs from its source and its destination. */
export interface WalkEnvironment {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: SluiceEvent) => void;
  /** When to stop asking, by the clock. */
  readonly deadlineAt?: number | undefined;
  /** A look into the rows that left. Without it what left is gone: each row leaves once, and there is one pass. */
  readonly evidence?: StagedEvidence;
  /** Rows of this walk that a filter left out behind it, so that the evidence does not know them. Default: none. */
  readonly passedOver?: () => number;
  /** Whether nothing behind the rows that left is wanted; asked behind each page. */
  readonly isEnough?: (() => boolean) | undefined;
  /** Where an earlier run was interrupted. */
  readonly resume?: ResumePoint | undefined;
}

/** Counts of a walk; they go up while it is under way. */
export interface WalkCounters extends PageCounters {
  /** Whole pages. */
  pages: number;
  /** Rows of the first pass, each counted at its first place. */
  received: number;
  /** Rows met again: shared by two pages, in the head, in a later pass. */
  reread: number;
  /** Times that the walk waited for what it had sent to be staged. */
  barriers: number;
  /** The total that the API told last. */
  total: number | undefined;
}

/** How a walk ended, and what should be told of it. */
export interface WalkEnd {
  readonly outcome: WalkOutcome;
  readonly warnings: readonly string[];
}

export function createCounters(): WalkCounters {
  return {
    requests: 0,
    retries: 0,
    hasResent: false,
    pages: 0,
    received: 0,
    reread: 0,
    barriers: 0,
    total: undefined,
  };
}

/** How a walk ends that a signal ended. */
export function abortedBy(signal: AbortSignal): WalkOutcome {
  return {
    verdict: 'incomplete',
    reason: signal.reason instanceof DeadlineReached ? 'deadline' : 'aborted',
  };
}

/** Says where it happened, if the error does not say so itself. */
export function locateError(error: unknown, resource: string, page: number): Error {
  const isPlaceless = error instanceof SourceError && error.context['resource'] === undefined;
  if (!isPlaceless) return toError(error);
  return new SourceError(error.code, `${resource}, page ${page}: ${error.message}`, {
    context: { resource, page },
    cause: error,
  });
}

/** What a walk needs to know of its resource. */
export interface ResourceSettings extends PageSettings, ProvedResource {
  /** Pages without rows in a row after which the walk makes no progress. Default: 100. */
  readonly maxEmptyPages?: number;
  /** Pages in flight. */
  readonly window: number;
  readonly verify: Verify;
  /** Passes after which a walk whose rows change places is given up. */
  readonly maxPasses: number;
  /** Pages after which the walk is cut off; a try. */
  readonly maxPages?: number | undefined;
  /** `trusted` takes pages for linked that are not: for the simulation, which must be able to see what that does. */
  readonly links?: 'checked' | 'trusted';
}
