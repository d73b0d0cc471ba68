import type { Batch } from '../model.ts';
import { UNSURE } from './json-bytes.ts';
import { type PageTitle, pageError } from './page-fault.ts';
import type { PageText } from './page-text.ts';
import type { BuiltRow, RowBuilder } from './row-builder.ts';
import { RowFault } from './row-fault.ts';
import { RowScanner } from './row-scanner.ts';
import { createTokenizer, type Token, type Tokenizer } from './tokens.ts';

/** A batch ends with the row that reaches either. */
const BATCH_ROWS = 500;
const BATCH_CHARACTERS = 1024 * 1024;

/** Makes batches of the tokens of a page's rows. */
export class PageRows {
  readonly #title: PageTitle;
  readonly #pass: number;
  readonly #builder: RowBuilder;
  readonly #text: PageText;
  readonly #scanner: RowScanner;
  /** Reads the rows that a scan does not know enough of, as the items of one list. */
  #oddRows: Tokenizer | undefined;
  #count = 0;
  #lastText = '';
  #isOnlyRow = false;
  #keyFault: unknown;

  #rows: number[] = [];
  #texts: string[] = [];
  #keys: (string | undefined)[] = [];
  #exact = new Map<number, string>();
  #characters = 0;
  #ready: Batch[] = [];

  /** @param text - what the rows are read from */
  constructor(title: PageTitle, pass: number, builder: RowBuilder, text: PageText) {
    this.#title = title;
    this.#text = text;
    this.#pass = pass;
    this.#builder = builder;
    this.#scanner = new RowScanner(builder);
    builder.reset();
  }

  /** Whether a row is under way. */
  get isOpen(): boolean {
    return this.#builder.isOpen;
  }

  /** Rows that are whole. */
  get count(): number {
    return this.#count;
  }

  /** The text of the row that became whole last. */
  get lastText(): string {
    return this.#lastText;
  }

  get warnings(): readonly string[] {
    if (!this.#builder.hasLoneSurrogates) return [];
    const { resource, page } = this.#title;
    return [
      `${resource}, page ${page}: holds halves of characters (lone surrogates such as \\ud800), which no table can hold. The rows were taken with U+FFFD in their place, in keys with their digits behind it.`,
    ];
  }

  /** Why the only row has no usable key. */
  get keyFault(): unknown {
    return this.#keyFault;
  }

  /**
   * Begins a row with its first token. A scalar is a whole row at once. Whether the only row is one at all is known at the
   * end of the body: until then it is no fault that it has no key.
   */
  begin(token: Token, isOnlyRow = false): void {
    this.#isOnlyRow = isOnlyRow;
    if (token.name === 'startObject') {
      this.#builder.begin();
      return;
    }
    try {
      this.#builder.beginValue(token);
      if (!this.#builder.isOpen) this.#keepRow();
    } catch (error) {
      throw this.#named(error);
    }
  }

  /** Takes tokens from `from` on until the row is whole or they end; returns the index of the next one. */
  take(tokens: readonly Token[], from: number): number {
    try {
      const next = this.#builder.take(tokens, from);
      if (!this.#builder.isOpen) this.#keepRow();
      return next;
    } catch (error) {
      throw this.#named(error);
    }
  }

  /**
   * Takes the row whose bytes begin there, if it is whole and nothing is wrong with it.
   *
   * @returns the place behind it, `MORE` or `UNSURE`; see {@link RowScanner}
   */
  scan(bytes: Buffer, start: number): number {
    const scanner = this.#scanner;
    const end = scanner.scan(bytes, start);
    if (end < 0) return end;
    if (scanner.hasHigh && bytes.subarray(start, end).includes('\uFFFD')) {
      this.#text.noteReplacement();
    }
    try {
      const isOdd = scanner.isOdd;
      this.#add(isOdd ? this.#oddRow(bytes, start, end) : scanner.row(bytes, end, this.#text));
      return end;
    } catch (error) {
      // the tokens tell what is wrong, and whether something else comes first
      if (!(error instanceof RowFault)) throw error;
      this.#builder.drop();
      return UNSURE;
    }
  }

  #oddRow(bytes: Buffer, start: number, end: number): BuiltRow {
    if (this.#oddRows === undefined) {
      this.#oddRows = createTokenizer();
      this.#oddRows.write('[');
    }
    const tokens = this.#oddRows.write(`${bytes.toString('utf8', start, end)},`);
    return this.#builder.build(tokens, this.#text);
  }

  /** The batches that are full. */
  takeBatches(): Batch[] {
    return this.#ready.splice(0);
  }

  /** Makes a batch of the rows that are left. Only ever between two rows: facts and field shapes are whole then. */
  endBatch(): void {
    if (this.#rows.length === 0) return;
    this.#ready.push({
      kind: 'rows',
      pass: this.#pass,
      page: this.#title.page,
      rows: this.#rows,
      texts: this.#texts,
      keys: this.#keys,
      exact: this.#exact,
      facts: this.#builder.takeFacts(),
      isProvisional: false,
      isReread: false,
      lossyEncoding: this.#text.hasInvalidBytes ? this.#text.encoding : undefined,
    });
    this.#rows = [];
    this.#texts = [];
    this.#keys = [];
    this.#exact = new Map();
    this.#characters = 0;
  }

  #keepRow(): void {
    const row = this.#finished();
    if (row !== undefined) this.#add(row);
  }

  #add(row: BuiltRow): void {
    if (row.exact !== undefined) this.#exact.set(this.#rows.length, row.exact);
    this.#rows.push(this.#count++);
    this.#texts.push(row.text);
    this.#keys.push(row.key);
    this.#lastText = row.text;
    this.#characters += row.text.length;
    if (this.#rows.length >= BATCH_ROWS || this.#characters >= BATCH_CHARACTERS) this.endBatch();
  }

  #finished(): BuiltRow | undefined {
    try {
      return this.#builder.finish(this.#text);
    } catch (error) {
      if (!this.#isOnlyRow || !(error instanceof RowFault) || error.text === undefined) throw error;
      this.#keyFault = this.#named(error);
      this.#lastText = error.text;
      return undefined;
    }
  }

  #named(error: unknown): unknown {
    if (!(error instanceof RowFault)) return error;
    return pageError(this.#title, error.code, `row ${this.#count + 1} ${error.message}`);
  }
}
