import type { Writable } from 'node:stream';

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

/** JSON of a report or an event; each `Error` in it becomes `{ code, message, context }`. */
export function toPlainJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_name, member: unknown) => toPlain(member), indent);
}

function toPlain(member: unknown): unknown {
  if (typeof member === 'bigint') return member.toString();
  if (!(member instanceof Error)) return member;
  const { code, context } = member as { readonly code?: unknown; readonly context?: unknown };
  return { code: code ?? member.name, message: member.message, ...(context ? { context } : {}) };
}

/**
 * An error for a person: its message, which names all issues of a configuration; with `verbose` the stacks of it and
 * of its causes. Only texts are shown: the properties of a foreign error may hold what nobody redacted.
 */
export function describeError(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (!verbose) return error.message;
  const parts: string[] = [];
  const seen = new Set<unknown>();
  for (let one: unknown = error; one instanceof Error && !seen.has(one); one = one.cause) {
    seen.add(one);
    parts.push(`${parts.length === 0 ? '' : 'caused by: '}${one.stack ?? one.message}`);
  }
  return parts.join('\n');
}
