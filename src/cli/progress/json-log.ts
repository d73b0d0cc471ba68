import type { Writable } from 'node:stream';
import type { ResourceReport, SluiceEvent } from '../../index.ts';
import { toPlainJson } from '../plain-json.ts';
import { jsonVoice, type MessageKind } from '../voice.ts';
import type { Progress } from './progress.ts';

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
