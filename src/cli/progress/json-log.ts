import type { Writable } from 'node:stream';
import type { SluiceEvent } from '../../index.ts';
import { toPlainJson } from '../plain-json.ts';
import { jsonVoice } from '../voice.ts';
import type { Progress } from './progress.ts';

/**
 * Each event as one JSON line, with its time; errors as `{ code, message, context }`. Quiet, it keeps the warnings and
 * the resources that are not proved or failed.
 *
 * @param time - now, as an ISO date-time.
 */
export function jsonLog(stderr: Writable, quiet: boolean, time: () => string): Progress {
  return {
    onEvent: (event) => {
      if (quiet && !isTrouble(event)) return;
      stderr.write(`${toPlainJson({ time: time(), ...event })}\n`);
    },
    say: jsonVoice(stderr, quiet, time),
    stop: () => undefined,
  };
}

function isTrouble(event: SluiceEvent): boolean {
  if (event.type === 'warning') return true;
  if (event.type !== 'resource_finished') return false;
  const { verdict, rejected, error } = event.report;
  return error !== undefined || rejected > 0 || (verdict !== 'complete' && verdict !== 'exhausted');
}
