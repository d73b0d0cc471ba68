import type { Writable } from 'node:stream';
import { countOf, formatCount, formatSeconds } from '../numbers.ts';
import { describeVerdict } from '../verdict.ts';
import { textVoice } from '../voice.ts';
import type { Progress } from './progress.ts';
import {
  describeResumed,
  describeWaiting,
  type ResourceState,
  rowsPerSecond,
  trackResources,
} from './resource-state.ts';

/** A running resource says no more than one line in this time. */
const EVERY_MS = 5_000;

/** Lines for a log: one when a resource finishes, and now and then one while it runs. */
export function plainProgress(stderr: Writable, now: () => number): Progress {
  const states = trackResources(now);
  const saidAtMs = new Map<string, number>();
  const say = textVoice(stderr, false);
  return {
    onEvent: (event) => {
      if (event.type === 'waiting_for_lock') say('info', event.message);
      const state = states.follow(event);
      if (!state) return;
      if (event.type === 'resource_resumed') {
        say('info', describeResumed(event));
      } else if (event.type === 'waiting') {
        say('info', describeWaiting(event));
      } else if (event.type === 'resource_finished') {
        say('info', describeEnd(state));
      } else if (now() - (saidAtMs.get(state.name) ?? state.startedAtMs) >= EVERY_MS) {
        saidAtMs.set(state.name, now());
        say('info', describeRunning(state, now()));
      }
    },
    say,
    stop: () => undefined,
  };
}

function describeRunning(state: ResourceState, nowMs: number): string {
  const { carried, total, pages } = state;
  const received = carried + state.received;
  const rows =
    total === undefined
      ? countOf(received, 'row')
      : `${formatCount(received)} of ${countOf(total, 'row')}`;
  const rate = `${formatCount(rowsPerSecond(state, nowMs))} rows/s`;
  return `${state.name}: ${[rows, countOf(pages, 'page'), rate, ...retriesOf(state)].join(', ')}`;
}

function describeEnd(state: ResourceState): string {
  const { name, report } = state;
  if (!report) return name;
  const received = `${countOf(report.received, 'row')} in ${formatSeconds(report.seconds)} s`;
  const rows =
    report.carried > 0 ? `${countOf(report.carried, 'row')} carried, ${received}` : received;
  return `${name}: ${[describeVerdict(report), rows, ...retriesOf(state)].join(', ')}`;
}

function retriesOf({ retries }: ResourceState): readonly string[] {
  return retries > 0 ? [countOf(retries, 'retry', 'retries')] : [];
}
