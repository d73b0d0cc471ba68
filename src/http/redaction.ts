import { cutExcerpts } from '../wording.ts';
import { secretPatterns } from './secret-patterns.ts';

/** Replaces every form of every secret in a text by `***`, and then cuts the values that a message carries. */
export type Redact = (text: string) => string;

/** What stands in place of a secret. */
export const MASK = '***';

/** Tokens of a day or two; a source that lives on must not search for all of its life's. */
const MAX_LEARNED = 64;

/** Works on values, not on names: a secret is found wherever it stands, in each form of {@link secretPatterns}. */
export function createRedactor(secrets: readonly string[]): Redact {
  return createLearningRedactor(secrets).redact;
}

export interface LearningRedactor {
  readonly redact: Redact;
  /** Adds secrets that are never given up. */
  know(secrets: readonly string[]): void;
  /** Adds a secret that came up at run time. Of very many the ones that were seen longest ago are given up. */
  learn(secret: string): void;
}

/** A redactor whose secrets can become more. */
export function createLearningRedactor(secrets: readonly string[]): LearningRedactor {
  const given = new Map<string, readonly RegExp[]>();
  const know = (known: readonly string[]): void => {
    for (const secret of known) {
      if (secret !== '' && !given.has(secret)) given.set(secret, secretPatterns(secret));
    }
  };
  know(secrets);
  const learned = new Map<string, readonly RegExp[]>();
  return {
    redact: (text) => {
      const spans = [...given.values(), ...learned.values()].flatMap((several) =>
        several.flatMap((pattern) => spansOf(pattern, text)),
      );
      return cutExcerpts(spans.length === 0 ? text : maskSpans(text, spans));
    },
    know,
    learn: (secret) => {
      if (secret === '' || given.has(secret)) return;
      const known = learned.get(secret);
      learned.delete(secret);
      learned.set(secret, known ?? secretPatterns(secret));
      const [oldest] = learned.keys();
      if (learned.size > MAX_LEARNED && oldest !== undefined) learned.delete(oldest);
    },
  };
}

type Span = readonly [start: number, end: number];

/** Matches may overlap, also those of two secrets: all of them are masked, not only the first. */
function spansOf(pattern: RegExp, text: string): Span[] {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    spans.push([match.index, match.index + match[0].length]);
    pattern.lastIndex = match.index + 1;
  }
  return spans;
}

function maskSpans(text: string, spans: Span[]): string {
  spans.sort((a, b) => a[0] - b[0]);
  let masked = '';
  let end = -1;
  for (const [start, spanEnd] of spans) {
    // The pieces of a long secret stand side by side: one mask.
    if (start > end) masked += text.slice(Math.max(end, 0), start) + MASK;
    end = Math.max(end, spanEnd);
  }
  return masked + text.slice(end);
}
