import type { Say } from './voice.ts';

const STUCK_AFTER_MS = 3_000;

/** Everything is done; should something still keep the process alive, this names it. It keeps nothing alive itself. */
export function watchForStuckExit(say: Say): void {
  setTimeout(() => {
    const active = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout');
    say('warning', `the work is done, but the process is kept alive by ${active.join(', ')}`);
  }, STUCK_AFTER_MS).unref();
}
