import type { Writable } from 'node:stream';
import { toPlainJson } from './plain-json.ts';

export type MessageKind = 'error' | 'warning' | 'info';

/** Says something on stderr, in the manner that the flags ask for. */
export type Say = (kind: MessageKind, text: string) => void;

/** Messages go through one place, which progress takes over while it draws. */
export interface Voice {
  readonly say: Say;
  /** From now on this speaks. */
  use(say: Say): void;
  /** From now on each text goes through this first, whoever speaks. */
  redact(hide: (text: string) => string): void;
}

export function createVoice(first: Say): Voice {
  let current = first;
  let redact = (text: string): string => text;
  return {
    say: (kind, text) => current(kind, redact(text)),
    use: (say) => {
      current = say;
    },
    redact: (hide) => {
      redact = hide;
    },
  };
}

/** Lines of text; errors and warnings say what they are. */
export function textVoice(stderr: Writable, quiet: boolean): Say {
  return (kind, text) => {
    if (quiet && kind === 'info') return;
    stderr.write(`${toTextLine(kind, text)}\n`);
  };
}

/** One JSON object a line. */
export function jsonVoice(stderr: Writable, quiet: boolean, time: () => string): Say {
  return (kind, message) => {
    if (quiet && kind === 'info') return;
    stderr.write(`${toPlainJson({ time: time(), level: kind, type: 'message', message })}\n`);
  };
}

export function toTextLine(kind: MessageKind, text: string): string {
  return kind === 'info' ? text : `${kind}: ${text}`;
}
