import type { SluiceEvent } from '../../index.ts';
import type { Say } from '../voice.ts';

/** Shows a load while it runs. All implementations write to stderr only. */
export interface Progress {
  readonly onEvent: (event: SluiceEvent) => void;
  /** Says something without spoiling what is drawn; works after `stop` too. */
  readonly say: Say;
  /** Takes away what is drawn and lets timers go. May be called again. */
  stop(): void;
}
