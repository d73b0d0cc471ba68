import type { Writable } from 'node:stream';
import type { ResourceReport, SluiceEvent } from '../../index.ts';
import { countOf, describeVerdict, formatCount, formatSeconds } from '../text.ts';
import { jsonVoice, type MessageKind, textVoice, toPlainJson } from '../voice.ts';
import type { Progress } from './progress.ts';
import {
  describeResumed,
  describeWaiting,
  type ResourceState,
  rowsPerSecond,
  trackResources,
} from './progress.ts';

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

/**
 * Each event as one JSON line, with its time and its level; errors as `{ code, message, context }`. Quiet, it keeps the warnings
 * and the resources that are not proved or failed.
 *
 * @param time - now, as an ISO date-time.
 */
export function jsonLog(stderr: Writable, quiet: boolean, time: () => string): Progress {
  return {
    onEvent: (event) => {
      const level = levelOf(event);
      if (quiet && (level === 'info' || event.type === 'load_finished')) return;
      stderr.write(`${toPlainJson({ time: time(), level, ...event })}\n`);
    },
    say: jsonVoice(stderr, quiet, time),
    stop: () => undefined,
  };
}

function levelOf(event: SluiceEvent): MessageKind {
  switch (event.type) {
    case 'warning':
      return 'warning';
    case 'resource_finished':
      return levelOfReport(event.report);
    case 'load_finished': {
      const { error, resources } = event.report;
      const levels = resources.map(levelOfReport);
      if (error !== undefined || levels.includes('error')) return 'error';
      return levels.includes('warning') ? 'warning' : 'info';
    }
    default:
      return 'info';
  }
}

function levelOfReport({ verdict, rejected, error }: ResourceReport): MessageKind {
  if (error !== undefined) return 'error';
  const isProved = verdict === 'complete' || verdict === 'exhausted';
  return isProved && rejected === 0 ? 'info' : 'warning';
}
