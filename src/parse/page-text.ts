import type { ParseError } from '../errors.ts';
import { carried, excerpt } from '../excerpt.ts';
import { type PageTitle, pageError } from './page-fault.ts';
import { createTokenizer, type Token } from './tokens.ts';
import { createUtf8Decoder } from './utf8.ts';

/** The tokenizer is fastest on pieces of this size; larger ones halve its speed. */
export const SLICE_BYTES: number = 32 * 1024;

/** Bytes of a page in, tokens out; says what is wrong with a body that is not whole or not JSON. */
export class PageText {
  readonly #title: PageTitle;
  readonly #maxStringBytes: number;
  readonly #tokenizer = createTokenizer();
  readonly #decoder = createUtf8Decoder();
  #bytes = 0;
  #head = '';
  #hasTokens = false;
  /** Why the body is not JSON; what it begins with is read on, since a piece of it may hold half a secret. */
  #refusal: { readonly cause: unknown } | undefined;
  /** Characters that the tokenizer took since it last gave a token: one string or number under way. */
  #lexemeLength = 0;

  constructor(title: PageTitle, maxStringBytes: number) {
    this.#title = title;
    this.#maxStringBytes = maxStringBytes;
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get warnings(): readonly string[] {
    if (!this.#decoder.hasReplacements) return [];
    const { resource, page } = this.#title;
    return [
      `${resource}, page ${page}: holds U+FFFD, the sign for bytes that are not UTF-8. The rows were taken with it; ask the API's owner about its encoding.`,
    ];
  }

  /** `consume` gets the tokens before the limit of a string that is under way is looked at. */
  write(chunk: Uint8Array, consume: (tokens: readonly Token[]) => void): void {
    this.#takeText(this.#decoder.write(chunk), () => `near byte ${this.#bytes}`, consume);
    this.#bytes += chunk.byteLength;
  }

  end(consume: (tokens: readonly Token[]) => void): void {
    const where = (): string => `it ended after ${this.#bytes} bytes`;
    this.#takeText(this.#decoder.end(), where, consume);
    if (this.#refusal !== undefined) throw this.#notJson(this.#refusal.cause);
    let tokens: readonly Token[];
    try {
      tokens = this.#tokenizer.end();
    } catch (cause) {
      if (this.#head.trim() === '') {
        throw pageError(this.#title, 'PARSE_NOT_JSON', 'the body is empty', { retryable: true });
      }
      const what = `the body was cut off, ${where()}`;
      throw pageError(this.#title, 'PARSE_TRUNCATED', what, { cause, retryable: true });
    }
    consume(tokens);
  }

  #takeText(text: string, where: () => string, consume: (tokens: readonly Token[]) => void): void {
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
      if (this.#hasTokens || /^\s*[{["\d-]/.test(this.#head))
        throw this.#syntaxError(cause, where());
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

  #syntaxError(cause: unknown, where: string): ParseError {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const what = `the body is not valid JSON ${where} (${detail})`;
    return pageError(this.#title, 'PARSE_SYNTAX', what, { cause, retryable: true });
  }

  #notJson(cause: unknown): ParseError {
    const type = this.#title.contentType ?? 'no content type';
    const what = `the answer is not JSON (${type}), it begins with \`${excerpt(this.#head.trim())}\``;
    return pageError(this.#title, 'PARSE_NOT_JSON', what, { cause, retryable: true });
  }
}
