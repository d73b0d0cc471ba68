import { createTokenizer } from './tokens.ts';

/** Characters that the tokenizer wants to see before it refuses a word, or what stands in a string. */
const WORD_LOOKAHEAD = 16;
const STRING_LOOKAHEAD = 5;

/**
 * The character at which a text stops being JSON, found by reading it again one character at a time.
 *
 * @param text - that the tokenizer refuses
 * @returns undefined if it is not refused
 */
export function syntaxPlace(text: string): number | undefined {
  const tokenizer = createTokenizer();
  for (let at = 0; at < text.length; at++) {
    try {
      tokenizer.write(text.charAt(at));
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      if (message.includes('escaped characters')) return at - STRING_LOOKAHEAD;
      const word = at - WORD_LOOKAHEAD;
      return message.includes('expected a value') && isBadWord(text, word) ? word : at;
    }
  }
  return undefined;
}

/** Whether a value should begin there, and a word does that is not `true`, `false` or `null`. */
function isBadWord(text: string, at: number): boolean {
  return (
    /^[tfn]/.test(text.slice(at, at + 1)) &&
    /(?:^|[[,:])\s*$/.test(text.slice(Math.max(at - WORD_LOOKAHEAD, 0), at)) &&
    !/^(?:true|false|null)\b/.test(text.slice(at, at + WORD_LOOKAHEAD))
  );
}
