import { type ErrorCode, ParseError } from '../errors.ts';
import type { Batch, EnvelopeFacts } from '../model.ts';
import { EnvelopeWalk, type Selected } from './envelope.ts';
import type { ParseLimits } from './limits.ts';
import { RowBuilder } from './row-builder.ts';
import { RowFault } from './row-fault.ts';
import { createTokenizer, type Token } from './tokens.ts';
import { createUtf8Decoder } from './utf8.ts';

/** What of a body is wanted. The same for all pages of a walk. */
export interface PageSpec {
  /** For messages. */
  readonly resource: string;
  /** Names that lead to the selected array; none for the root. */
  readonly selector: readonly string[];
  /** Fields of the primary key; none where rows have no key. */
  readonly keyFields: readonly string[];
  /** RFC 6901 JSON pointers of the envelope values that are wanted. */
  readonly envelopePointers: readonly string[];
  /** RFC 6901 JSON pointer to what only a bad body has. */
  readonly errorPointer?: string;
  readonly limits: ParseLimits;
}

/** Where a page stands in its walk. */
export interface PagePlace {
  readonly pass: number;
  readonly page: number;
  /** The answer's media type, for messages. */
  readonly contentType?: string;
}

/** What is known of a page once it is whole. */
export interface PageEnd {
  readonly rowCount: number;
  readonly envelope: EnvelopeFacts;
  readonly warnings: readonly string[];
}

/**
 * Reads pages: bytes in, batches out, and at the end the envelope. A page of any size is read in one pass; no more than
 * one batch of it is held. The generator returns only if the root value ended, the selector was seen and every row
 * was handed on; otherwise it throws a {@link ParseError}.
 */
export type PageReader = (
  body: AsyncIterable<Uint8Array>,
  place: PagePlace,
) => AsyncGenerator<Batch, PageEnd>;

/** A batch ends with the row that reaches either. */
const BATCH_ROWS = 500;
const BATCH_CHARACTERS = 1024 * 1024;
/** The tokenizer is fastest on pieces of this size; larger ones halve its speed. */
const SLICE_BYTES = 32 * 1024;
const EXCERPT_CHARACTERS = 100;

/** A reader over stream-json's tokenizer. It reads one page at a time and remembers the names of the rows' fields. */
export function createPageReader(spec: PageSpec): PageReader {
  const rows = new RowBuilder(spec.keyFields, spec.limits);
  return async function* readPage(body, place) {
    rows.reset();
    const page = new PageParse(spec, place, rows);
    for await (const chunk of body) {
      for (let at = 0; at < chunk.byteLength; at += SLICE_BYTES) {
        page.write(chunk.subarray(at, at + SLICE_BYTES));
        yield* page.takeBatches();
      }
    }
    page.end();
    yield* page.takeBatches();
    return page.result();
  };
}

class PageParse {
  readonly #spec: PageSpec;
  readonly #place: PagePlace;
  readonly #rowBuilder: RowBuilder;
  readonly #envelope: EnvelopeWalk;
  readonly #tokenizer = createTokenizer();
  readonly #decoder = createUtf8Decoder();
  #selected: Selected | undefined;
  /** Inside of the selected array. */
  #isInRows = false;
  #rowCount = 0;
  #bytes = 0;
  #head = '';
  /** Characters that the tokenizer took since it last gave a token: one string or number under way. */
  #lexemeLength = 0;

  #rows: number[] = [];
  #texts: string[] = [];
  #keys: (string | undefined)[] = [];
  #exact = new Map<number, string>();
  #characters = 0;
  #ready: Batch[] = [];

  constructor(spec: PageSpec, place: PagePlace, rowBuilder: RowBuilder) {
    this.#spec = spec;
    this.#place = place;
    this.#rowBuilder = rowBuilder;
    const { errorPointer, envelopePointers } = spec;
    const pointers = errorPointer === undefined ? [] : [errorPointer];
    this.#envelope = new EnvelopeWalk(spec.selector, [...envelopePointers, ...pointers]);
  }

  write(chunk: Uint8Array): void {
    this.#takeText(this.#decoder.write(chunk), () => `near byte ${this.#bytes}`);
    this.#bytes += chunk.byteLength;
  }

  end(): void {
    const where = (): string => `it ended after ${this.#bytes} bytes`;
    this.#takeText(this.#decoder.end(), where);
    let tokens: readonly Token[];
    try {
      tokens = this.#tokenizer.end();
    } catch (cause) {
      if (this.#head.trim() === '') {
        throw this.#error('PARSE_NOT_JSON', 'the body is empty', { retryable: true });
      }
      const what = `the body was cut off, ${where()}`;
      throw this.#error('PARSE_TRUNCATED', what, { cause, retryable: true });
    }
    this.#consume(tokens);
    this.#assertNoError();
    if (this.#selected === undefined) throw this.#selectorMissing();
    this.#endBatch();
  }

  /** The batches that are full; all of them once the page has ended. */
  takeBatches(): Batch[] {
    return this.#ready.splice(0);
  }

  /** Only ever between two rows: facts and field shapes are in the middle of nothing then. */
  #endBatch(): void {
    if (this.#rows.length === 0) return;
    this.#ready.push({
      pass: this.#place.pass,
      page: this.#place.page,
      rows: this.#rows,
      texts: this.#texts,
      keys: this.#keys,
      exact: this.#exact,
      facts: this.#rowBuilder.takeFacts(),
      restartsPage: false,
      isProvisional: false,
    });
    this.#rows = [];
    this.#texts = [];
    this.#keys = [];
    this.#exact = new Map();
    this.#characters = 0;
  }

  result(): PageEnd {
    const warnings = this.#decoder.hasReplacements
      ? [
          `${this.#where()}: holds U+FFFD, the sign for bytes that are not UTF-8. The rows were taken with it; ask the API's owner about its encoding.`,
        ]
      : [];
    return { rowCount: this.#rowCount, envelope: this.#envelope.values, warnings };
  }

  #takeText(text: string, where: () => string): void {
    if (text === '') return;
    if (this.#head.length < EXCERPT_CHARACTERS) this.#head += text.slice(0, EXCERPT_CHARACTERS);
    let tokens: readonly Token[];
    try {
      tokens = this.#tokenizer.write(text);
    } catch (cause) {
      throw this.#syntaxError(cause, where());
    }
    this.#lexemeLength = tokens.length > 0 ? text.length : this.#lexemeLength + text.length;
    this.#consume(tokens);
    const max = this.#spec.limits.maxStringBytes;
    if (this.#lexemeLength - text.length > max) {
      throw this.#error('PARSE_LIMIT', `a string is longer than \`limits.string_bytes\` (${max})`);
    }
  }

  #consume(tokens: readonly Token[]): void {
    let i = 0;
    while (i < tokens.length) {
      if (this.#rowBuilder.isOpen) i = this.#takeRow(tokens, i);
      else if (this.#isInRows) this.#betweenRows(tokens[i++] as Token);
      else this.#outside(tokens[i++] as Token);
    }
  }

  #outside(token: Token): void {
    const selected = this.#envelope.take(token);
    if (this.#envelope.depth > this.#spec.limits.maxDepth) {
      const what = `the body is nested deeper than \`limits.depth\` (${this.#spec.limits.maxDepth})`;
      throw this.#error('PARSE_LIMIT', what);
    }
    if (selected === undefined) return;
    if (this.#selected !== undefined) {
      throw this.#error('PARSE_NOT_ROWS', `\`${this.#selectorText()}\` stands twice in the body`);
    }
    this.#selected = selected;
    if (selected === 'array') this.#isInRows = true;
    if (selected === 'object') this.#rowBuilder.begin();
    if (selected === 'scalar') {
      const what = `\`${this.#selectorText()}\` holds a single value, not rows`;
      throw this.#error('PARSE_NOT_ROWS', what);
    }
  }

  #betweenRows(token: Token): void {
    if (token.name === 'startObject') this.#rowBuilder.begin();
    else if (token.name === 'endArray') this.#isInRows = false;
    else {
      const what = `row ${this.#rowCount + 1} is not an object (${token.name})`;
      throw this.#error('PARSE_NOT_ROWS', what);
    }
  }

  #takeRow(tokens: readonly Token[], from: number): number {
    try {
      const next = this.#rowBuilder.take(tokens, from);
      if (!this.#rowBuilder.isOpen) this.#keepRow();
      return next;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      throw this.#error(error.code, `row ${this.#rowCount + 1} ${error.message}`);
    }
  }

  #keepRow(): void {
    const row = this.#rowBuilder.finish();
    if (row.exact !== undefined) this.#exact.set(this.#rows.length, row.exact);
    this.#rows.push(this.#rowCount++);
    this.#texts.push(row.text);
    this.#keys.push(row.key);
    this.#characters += row.text.length;
    if (this.#rows.length >= BATCH_ROWS || this.#characters >= BATCH_CHARACTERS) this.#endBatch();
  }

  /** An answer can say that it is none, whatever its status. */
  #assertNoError(): void {
    const { errorPointer } = this.#spec;
    const found = errorPointer === undefined ? undefined : this.#envelope.values.get(errorPointer);
    if (found === undefined || found.kind === 'null' || found.text === 'false') return;
    const what = `the body holds an error at \`${errorPointer}\` (error_path): ${excerpt(found.text) || found.kind}`;
    throw this.#error('PARSE_ERROR_BODY', what, { retryable: true });
  }

  #syntaxError(cause: unknown, where: string): ParseError {
    const head = this.#head.trimStart();
    if (this.#envelope.depth === 0 && this.#selected === undefined && !/^[{["\d-]/.test(head)) {
      const type = this.#place.contentType ?? 'no content type';
      const what = `the answer is not JSON (${type}), it begins with \`${excerpt(head)}\``;
      return this.#error('PARSE_NOT_JSON', what, { cause, retryable: true });
    }
    const detail = cause instanceof Error ? cause.message : String(cause);
    const what = `the body is not valid JSON ${where} (${detail})`;
    return this.#error('PARSE_SYNTAX', what, { cause, retryable: true });
  }

  #selectorMissing(): ParseError {
    const names = this.#envelope.names.map((name) => `\`${name}\``).join(', ') || 'none';
    const what = `\`${this.#selectorText()}\` (data_selector) is not in the body; names seen: ${names}. Correct the selector, or look at what the API answered; no row of this page was taken.`;
    return this.#error('PARSE_SELECTOR_MISSING', what);
  }

  #selectorText(): string {
    return this.#spec.selector.join('.') || '$';
  }

  #where(): string {
    return `${this.#spec.resource}, page ${this.#place.page}`;
  }

  #error(
    code: ErrorCode,
    what: string,
    options: { cause?: unknown; retryable?: boolean } = {},
  ): ParseError {
    const sentence = what.endsWith('.') ? what : `${what}.`;
    const context = { resource: this.#spec.resource, page: this.#place.page };
    return new ParseError(code, `${this.#where()}: ${sentence}`, { context, ...options });
  }
}

function excerpt(text: string): string {
  return text
    .slice(0, EXCERPT_CHARACTERS)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
