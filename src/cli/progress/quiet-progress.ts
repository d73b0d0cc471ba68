import type { Writable } from 'node:stream';
import { type NoteView, notesOf } from '../notes.ts';
import { describeVerdict } from '../verdict.ts';
import { textVoice } from '../voice.ts';
import type { Progress } from './progress.ts';

/** Nothing but errors and warnings, each when it is known; what makes a run less than proved is a warning. */
export function quietProgress(stderr: Writable, view: NoteView): Progress {
  const say = textVoice(stderr, true);
  return {
    onEvent: (event) => {
      if (event.type !== 'resource_finished') return;
      const { report } = event;
      for (const { kind, text } of notesOf(report, view)) say(kind, text);
      const isProved = report.verdict === 'complete' || report.verdict === 'exhausted';
      if (!isProved && !report.error) say('warning', `${report.name}: ${describeVerdict(report)}`);
    },
    say,
    stop: () => undefined,
  };
}
