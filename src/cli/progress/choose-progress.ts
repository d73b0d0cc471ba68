import type { Writable } from 'node:stream';
import type { CommonFlags } from '../flags.ts';
import { type NoteView, notesOf } from '../notes.ts';
import { describeVerdict, lookOf } from '../text.ts';
import { textVoice } from '../voice.ts';
import { jsonLog, plainProgress } from './line-progress.ts';
import type { Progress } from './progress.ts';

interface ProgressSurroundings {
  readonly stdout: { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resources: readonly string[];
  /** Whether rows go to stdout. */
  readonly rowsOnStdout: boolean;
  readonly now: () => number;
}

/** Live on a terminal that has room for all resources and is not full of rows; else lines. */
export async function chooseProgress(
  flags: CommonFlags & NoteView,
  surroundings: ProgressSurroundings,
): Promise<Progress> {
  const { stdout, stderr, env, resources, rowsOnStdout, now } = surroundings;
  const { live, paint } = lookOf(stderr, env);
  const hasRoom = resources.length < (stderr.rows ?? 0);
  const isLive = live && hasRoom && !(rowsOnStdout && stdout.isTTY === true);
  if (flags.logFormat === 'json' || flags.quiet || !isLive) return lineProgress(flags, stderr, now);
  const { liveProgress } = await import('./live-progress.ts');
  return liveProgress({ stderr, resources, now, paint });
}

/** Progress that writes lines only. */
export function lineProgress(
  flags: CommonFlags & NoteView,
  stderr: Writable,
  now: () => number,
): Progress {
  if (flags.logFormat === 'json') {
    return jsonLog(stderr, flags.quiet, () => new Date().toISOString());
  }
  return flags.quiet ? quietProgress(stderr, flags) : plainProgress(stderr, now);
}

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
