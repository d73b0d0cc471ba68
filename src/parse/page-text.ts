import type { ParseError } from '../errors.ts';
import { carried, excerpt } from '../wording.ts';
import { BodyDecoder } from './body-decoder.ts';
import { type PageTitle, pageError } from './page-fault.ts';
import { createTokenizer, type Token } from './tokens.ts';

/** The tokenizer is fastest on pieces of this size; larger ones halve its speed. */
export const SLICE_BYTES: number = 32 * 1024;

/** Of a body that is no longer than this, a message names the very byte that is not JSON. */
const MAX_KEPT_CHARACTERS = 1024 * 1024;
/** What is valid in a string and between values, and longer than what the tokenizer waits for. */
const FILLER = ' '.repeat(16);
/** A text that ends inside of a word, a number or an escape, which what follows might have ended well. */
const CUT_IN_TOKEN =
  /(?:^|[[,:\s])(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$|\\(?:u[\da-f]{0,3})?$|[-+.e]$/i;
const CUT_LOOKBACK = 8;

/** Bytes of a page in, tokens out; says what is wrong with a body that is not whole or not JSON. */
export class PageText {
  readonly #title: PageTitle;
  readonly #maxStringBytes: number;
  readonly #tokenizer = createTokenizer();
  readonly #decoder: BodyDecoder;
  #bytes = 0;
  /** All text so far; undefined once it is too long to be kept. */
  #kept: string[] | undefined = [];
  #keptLength = 0;
  #head = '';
  #hasTokens = false;
  /** Why the body is not JSON; what it begins with is read on, since a piece of it may hold half a secret. */
  #refusal: { readonly cause: unknown } | undefined;
  /** Characters that the tokenizer took since it last gave a token: one string or number under way. */
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

  /** Whether there were bytes that its encoding does not have: U+FFFD stands for them in the text. */
  get hasInvalidBytes(): boolean {
    return this.#decoder.hasInvalidBytes;
  }

  get encoding(): string {
    return this.#decoder.encoding;
  }

  get warnings(): readonly string[] {
    const { resource, page } = this.#title;
    const { unknownCharset, encoding, hasInvalidBytes, hasReplacements } = this.#decoder;
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

  /** `consume` gets the tokens before the limit of a string that is under way is looked at. */
  write(chunk: Uint8Array, consume: (tokens: readonly Token[]) => void): void {
    const from = this.#bytes;
    this.#bytes += chunk.byteLength;
    this.#takeText(this.#decoder.write(chunk), from, consume);
  }

  end(consume: (tokens: readonly Token[]) => void): void {
    this.#takeText(this.#decoder.end(), this.#bytes, consume);
    if (this.#refusal !== undefined) throw this.#notJson(this.#refusal.cause);
    let tokens: readonly Token[];
    try {
      tokens = this.#tokenizer.end();
    } catch (cause) {
      if (this.#head.trim() === '') {
        throw pageError(this.#title, 'PARSE_NOT_JSON', 'the body is empty', { retryable: true });
      }
      const refusal = this.#refusalAtEnd();
      if (refusal !== undefined) throw this.#syntaxError(refusal, this.#bytes);
      const what = `the body was cut off, it ended after ${this.#bytes} bytes`;
      throw pageError(this.#title, 'PARSE_TRUNCATED', what, { cause, retryable: true });
    }
    consume(tokens);
  }

  #takeText(text: string, from: number, consume: (tokens: readonly Token[]) => void): void {
    if (text === '') return;
    const isHeadOpen = carried(this.#head) === this.#head;
    if (isHeadOpen) this.#head += carried(text);
    if (this.#refusal !== undefined) {
      if (!isHeadOpen) throw this.#notJson(this.#refusal.cause);
      return;
    }
    this.#keep(text);
    let tokens: readonly Token[];
    try {
      tokens = this.#tokenizer.write(text);
    } catch (cause) {
      if (this.#hasTokens || /^\s*[{["\d-]/.test(this.#head)) throw this.#syntaxError(cause, from);
      this.#refusal = { cause };
      return;
    }
    if (tokens.length > 0) this.#hasTokens = true;
    this.#lexemeLength = tokens.length > 0 ? text.length : this.#lexemeLength + text.length;
    consume(tokens);
    const max = this.#maxStringBytes;
    if (this.#lexemeLength - text.length > max) {
      const what = `a string is longer than \`limits.string_bytes\` (${max})`;
      throw pageError(this.#title, 'PARSE_LIMIT', what);
    }
  }

  /** The tokenizer waits for more before it refuses some things: what it says when more comes to a text that did not end. */
  #refusalAtEnd(): unknown {
    const text = this.#kept?.join('');
    if (text === undefined || CUT_IN_TOKEN.test(text.slice(-CUT_LOOKBACK))) return undefined;
    try {
      createTokenizer().write(text + FILLER);
      return undefined;
    } catch (refusal) {
      this.#keep(FILLER);
      return refusal;
    }
  }

  #keep(text: string): void {
    this.#keptLength += text.length;
    if (this.#keptLength > MAX_KEPT_CHARACTERS) this.#kept = undefined;
    this.#kept?.push(text);
  }

  #syntaxError(cause: unknown, from: number): ParseError {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const what = `the body is not valid JSON ${this.#place(from)} (${detail})`;
    return pageError(this.#title, 'PARSE_SYNTAX', what, { cause, retryable: true });
  }

  /** Where the tokenizer refused what came from byte `from` on. */
  #place(from: number): string {
    const text = this.#kept?.join('');
    const at = text === undefined ? undefined : syntaxPlace(text);
    if (text === undefined || at === undefined) return `between byte ${from} and ${this.#bytes}`;
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
