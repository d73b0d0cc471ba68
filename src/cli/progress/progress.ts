import type { ResourceReport, SluiceEvent } from '../../index.ts';
import { countOf, describeAge, formatCount, toMinutes } from '../text.ts';
import type { Say } from '../voice.ts';

/** Shows a load while it runs. All implementations write to stderr only. */
export interface Progress {
  readonly onEvent: (event: SluiceEvent) => void;
  /** Says something without spoiling what is drawn; works after `stop` too. */
  readonly say: Say;
  /** Takes away what is drawn and lets timers go. May be called again. */
  stop(): void;
}

/** How far a resource is. */
export interface ResourceState {
  readonly name: string;
  readonly startedAtMs: number;
  /** Rows that an earlier run had staged of the walk. */
  carried: number;
  /** Rows of this run. */
  received: number;
  pages: number;
  retries: number;
  total: number | undefined;
  report: ResourceReport | undefined;
}

/** Keeps the state of each resource from the events of a load. */
export interface ResourceStates {
  /** The state of the resource that the event is about, after it. */
  follow(event: SluiceEvent): ResourceState | undefined;
}

/** @param now - milliseconds that only go forward. */
export function trackResources(now: () => number): ResourceStates {
  const states = new Map<string, ResourceState>();
  const stateOf = (name: string): ResourceState => {
    const known = states.get(name);
    if (known) return known;
    const state: ResourceState = {
      name,
      startedAtMs: now(),
      carried: 0,
      received: 0,
      pages: 0,
      retries: 0,
      total: undefined,
      report: undefined,
    };
    states.set(name, state);
    return state;
  };
  return {
    follow: (event) => {
      if (!('resource' in event)) return undefined;
      const state = stateOf(event.resource);
      if (event.type === 'resource_resumed') {
        state.carried = event.carried;
      } else if (event.type === 'page') {
        state.pages += 1;
        state.received = event.received;
        state.total = event.total ?? state.total;
      } else if (event.type === 'retry') {
        state.retries += 1;
      } else if (event.type === 'resource_finished') {
        state.report = event.report;
      }
      return state;
    },
  };
}

/** From where a resumed walk goes on. */
export function describeResumed({
  resource,
  page,
  carried,
  since,
}: Extract<SluiceEvent, { type: 'resource_resumed' }>): string {
  const rows = `${countOf(carried, 'row')} that earlier runs staged since ${toMinutes(since)} UTC`;
  return `${resource}: goes on behind page ${formatCount(page)}, with ${rows}`;
}

/** Until when a resource waits, and why. */
export function describeWaiting({
  resource,
  page,
  until,
  waitMs,
  message,
}: Extract<SluiceEvent, { type: 'waiting' }>): string {
  const time = `${until.slice(0, 19).replace('T', ' ')} UTC`;
  const length = describeAge(Math.round(waitMs / 1_000));
  return `${resource}, page ${formatCount(page)}: waits until ${time} (${length}), because ${message}`;
}

/** Rows a second since the start; 0 until there is time to divide by. */
export function rowsPerSecond(state: ResourceState, nowMs: number): number {
  const seconds = (nowMs - state.startedAtMs) / 1000;
  return seconds > 0 ? Math.round(state.received / seconds) : 0;
}
