import type { ParseError } from '../errors.ts';
import { carried, excerpt } from '../wording.ts';
import { BodyDecoder } from './body-decoder.ts';
import { type PageTitle, pageError } from './page-fault.ts';
import { createTokenizer, type Token } from './tokens.ts';

/** The tokenizer is fastest on pieces of this size; larger ones halve its speed. */
export const SLICE_BYTES: number = 32 * 1024;

/** Of a body that is no longer than this, a message names the very byte that is not JSON. */
const MAX_KEPT_BYTES = 1024 * 1024;
/** What is valid in a string and between values, and longer than what the tokenizer waits for. */
const FILLER = ' '.repeat(16);
/** A text that ends inside of a word, a number or an escape, which what follows might have ended well. */
const CUT_IN_TOKEN =
  /(?:^|[[,:\s])(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$|\\(?:u[\da-f]{0,3})?$|[-+.e]$/i;
const CUT_LOOKBACK = 8;

/** Takes tokens as they come. */
type TokenConsumer = (tokens: readonly Token[]) => void;

/** Bytes of a page in, tokens out; says what is wrong with a body that is not whole or not JSON. */
export class PageText {
  readonly #title: PageTitle;
  readonly #maxStringBytes: number;
  readonly #tokenizer = createTokenizer();
  readonly #decoder: BodyDecoder;
  #bytes = 0;
  /** Where the slice begins that is being taken. */
  #sliceFrom = 0;
  /** Characters of the slice, and whether they brought tokens. */
  #sliceLength = 0;
  #sliceHasTokens = false;
  /** All bytes so far; undefined once they are too many to be kept. */
  #kept: Uint8Array[] | undefined = [];
  /** Whether the filler stands behind them. */
  #isFilled = false;
  #hasReplacements = false;
  /** Whether slices that something else read hold bytes that are not valid. */
  hasSkippedInvalid = false;
  #head = '';
  #hasTokens = false;
  /** Why the body is not JSON; what it begins with is read on, since a piece of it may hold half a secret. */
  #refusal: { readonly cause: unknown } | undefined;
  /** Characters that the tokenizer took since it last gave a token, slices that brought one left out. */
  #lexemeLength = 0;

  constructor(title: PageTitle, maxStringBytes: number) {
    this.#title = title;
    this.#maxStringBytes = maxStringBytes;
    this.#decoder = new BodyDecoder(title.charset);
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether its bytes are those of UTF-8. */
  get isUtf8(): boolean {
    return this.#decoder.encoding === 'utf-8';
  }

  /** Whether there were bytes that its encoding does not have: U+FFFD stands for them in the text. */
  get hasInvalidBytes(): boolean {
    return this.hasSkippedInvalid || this.#decoder.hasInvalidBytes;
  }

  get encoding(): string {
    return this.#decoder.encoding;
  }

  get warnings(): readonly string[] {
    const { resource, page } = this.#title;
    const { unknownCharset, encoding } = this.#decoder;
    const { hasInvalidBytes } = this;
    const hasReplacements = this.#hasReplacements || this.#decoder.hasReplacements;
    const said: string[] = [];
    if (unknownCharset !== undefined) {
      said.push(
        `the response says that its charset is \`${excerpt(unknownCharset)}\`, which is not known. It was read as ${encoding}`,
      );
    }
    if (hasInvalidBytes) {
      said.push(
        `holds bytes that are not valid ${encoding}. The rows were taken with U+FFFD in their place; ask the API's owner about its encoding`,
      );
    } else if (hasReplacements) {
      said.push(
        `holds U+FFFD, the sign for characters that were lost before they were sent. The rows were taken with it; ask the API's owner about its encoding`,
      );
    }
    return said.map((what) => `${resource}, page ${page}: ${what}.`);
  }

  /**
   * Takes a slice of the body, or the next part of one. `consume` gets the tokens before the limit of a string that is under
   * way is looked at.
   */
  write(part: Uint8Array, consume: TokenConsumer, isSliceEnd = true): void {
    this.#keep(part);
    this.#takeText(this.#decoder.write(part), consume);
    if (isSliceEnd) this.#endSlice();
  }

  /**
   * Takes a part of a slice that something else read: rows that are whole. There is nothing but the start of their list in
   * front of them.
   */
  skip(part: Uint8Array, isSliceEnd: boolean): void {
    this.#keep(part);
    this.#sliceLength += part.byteLength;
    this.#sliceHasTokens = true;
    if (isSliceEnd) this.#endSlice();
  }

  /** Goes on behind rows that were skipped, or behind the comma that follows one. */
  resume(isBehindComma: boolean): void {
    this.#tokenizer.write(isBehindComma ? '{},' : '{}');
  }

  /** Notes that text which was skipped holds U+FFFD. */
  noteReplacement(): void {
    this.#hasReplacements = true;
  }

  end(consume: TokenConsumer): void {
    this.#takeText(this.#decoder.end(), consume);
    this.#endSlice();
    if (this.#refusal !== undefined) throw this.#notJson(this.#refusal.cause);
    let tokens: readonly Token[];
    try {
      tokens = this.#tokenizer.end();
    } catch (cause) {
      if (this.#head.trim() === '') {
        throw pageError(this.#title, 'PARSE_NOT_JSON', 'the body is empty', { retryable: true });
      }
      const refusal = this.#refusalAtEnd();
      if (refusal !== undefined) throw this.#syntaxError(refusal);
      const what = `the body was cut off, it ended after ${this.#bytes} bytes`;
      throw pageError(this.#title, 'PARSE_TRUNCATED', what, { cause, retryable: true });
    }
    consume(tokens);
  }

  #takeText(text: string, consume: TokenConsumer): void {
    if (text === '') return;
    const isHeadOpen = carried(this.#head) === this.#head;
    if (isHeadOpen) this.#head += carried(text);
    if (this.#refusal !== undefined) {
      if (!isHeadOpen) throw this.#notJson(this.#refusal.cause);
      return;
    }
    let tokens: readonly Token[];
    try {
      tokens = this.#tokenizer.write(text);
    } catch (cause) {
      if (this.#hasTokens || /^\s*[{["\d-]/.test(this.#head)) throw this.#syntaxError(cause);
      this.#refusal = { cause };
      return;
    }
    if (tokens.length > 0) this.#hasTokens = this.#sliceHasTokens = true;
    this.#sliceLength += text.length;
    consume(tokens);
  }

  #endSlice(): void {
    this.#sliceFrom = this.#bytes;
    // where in the slice the last token ended is not known: what is under way since then is that long at least
    this.#lexemeLength = this.#sliceHasTokens ? 0 : this.#lexemeLength + this.#sliceLength;
    this.#sliceLength = 0;
    this.#sliceHasTokens = false;
    const max = this.#maxStringBytes;
    if (this.#lexemeLength <= max) return;
    const what = `a string is longer than \`limits.string_bytes\` (${max})`;
    throw pageError(this.#title, 'PARSE_LIMIT', what);
  }

  /** The tokenizer waits for more before it refuses some things: what it says when more comes to a text that did not end. */
  #refusalAtEnd(): unknown {
    const text = this.#keptText();
    if (text === undefined || CUT_IN_TOKEN.test(text.slice(-CUT_LOOKBACK))) return undefined;
    try {
      createTokenizer().write(text + FILLER);
      return undefined;
    } catch (refusal) {
      this.#isFilled = true;
      return refusal;
    }
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.byteLength;
    if (this.#bytes > MAX_KEPT_BYTES) this.#kept = undefined;
    this.#kept?.push(part);
  }

  #keptText(): string | undefined {
    if (this.#kept === undefined) return undefined;
    const decoder = new BodyDecoder(this.#title.charset);
    const text = decoder.write(Buffer.concat(this.#kept)) + decoder.end();
    return this.#isFilled ? text + FILLER : text;
  }

  #syntaxError(cause: unknown): ParseError {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const what = `the body is not valid JSON ${this.#place()} (${detail})`;
    return pageError(this.#title, 'PARSE_SYNTAX', what, { cause, retryable: true });
  }

  /** Where the tokenizer refused the slice. */
  #place(): string {
    const text = this.#keptText();
    const at = text === undefined ? undefined : syntaxPlace(text);
    if (text === undefined || at === undefined)
      return `between byte ${this.#sliceFrom} and ${this.#bytes}`;
    return `at byte ${this.#decoder.bytesOf(text.slice(0, at))}`;
  }

  #notJson(cause: unknown): ParseError {
    const type = this.#title.contentType ?? 'no content type';
    const what = `the answer is not JSON (${type}), it begins with \`${excerpt(this.#head.trim())}\``;
    return pageError(this.#title, 'PARSE_NOT_JSON', what, { cause, retryable: true });
  }
}

/** Characters that the tokenizer wants to see before it refuses a word, or what stands in a string. */
const WORD_LOOKAHEAD = 16;
const STRING_LOOKAHEAD = 5;

/**
 * The character at which a text stops being JSON, found by reading it again one character at a time.
 *
 * @param text - that the tokenizer refuses
 * @returns undefined if it is not refused
 */
function syntaxPlace(text: string): number | undefined {
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
