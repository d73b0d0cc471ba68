import type { Writable } from 'node:stream';
import type { CommonFlags } from '../flags.ts';
import type { NoteView } from '../notes.ts';
import { lookOf } from '../paint.ts';
import { jsonLog } from './json-log.ts';
import { plainProgress } from './plain-progress.ts';
import type { Progress } from './progress.ts';
import { quietProgress } from './quiet-progress.ts';

export interface ProgressSurroundings {
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
