import { none } from 'stream-chain/defs.js';
import { jsonParser, type Token } from 'stream-json/core/parser.js';

export type { Token } from 'stream-json/core/parser.js';

const NO_TOKENS: readonly Token[] = [];

/** Text in, tokens out, whole chunks at a time: stream-json's tokenizer without a stream around it. */
export interface Tokenizer {
  /** @throws {Error} where the text is not JSON as RFC 8259 has it. */
  write(text: string): readonly Token[];
  /** @throws {Error} where the root value has not ended. */
  end(): readonly Token[];
}

/** Packed keys, strings and numbers: one token each. A number's value is its text. */
export function createTokenizer(): Tokenizer {
  const parse = jsonParser({ packValues: true, streamValues: false });
  const tokensOf = (input: string | typeof none): readonly Token[] => {
    const output = parse(input as string);
    return isMany(output) ? output.values : NO_TOKENS;
  };
  return { write: tokensOf, end: () => tokensOf(none) };
}

function isMany(output: unknown): output is { values: readonly Token[] } {
  return typeof output === 'object' && output !== null && 'values' in output;
}
