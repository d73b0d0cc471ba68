import { pointerNames } from '../json-pointer.ts';
import type { Batch, EnvelopeFacts, EnvelopeValue, JsonNode } from '../model.ts';
import { EnvelopeWalk, envelopeValue, type Selected, scalarValue } from './envelope.ts';
import { checkBody } from './error-body.ts';
import { OPEN_LIST } from './json-bytes.ts';
import { ListScan } from './list-scan.ts';
import {
  notRows,
  type PageTitle,
  pageError,
  type RowsPlace,
  selectorMissing,
} from './page-fault.ts';
import { PageRows } from './page-rows.ts';
import type { PagePlace, PageSpec, PageSummary } from './page-spec.ts';
import { PageText, SLICE_BYTES } from './page-text.ts';
import type { RowBuilder } from './row-builder.ts';
import type { Token } from './tokens.ts';
import { nodeAt, readTree } from './tree.ts';

const MAX_ERROR_CHARACTERS = 65_536;

interface StreamSettings {
  readonly spec: PageSpec;
  /** Names that lead to the rows. */
  readonly names: readonly string[];
  readonly place: PagePlace;
  readonly builder: RowBuilder;
  /** Whether an earlier page of the walk had rows there. */
  readonly wasFound: boolean;
  /** Whether rows are read in their bytes if nothing odd is in them; else all of the body is made tokens of. */
  readonly scans: boolean;
}

/** Reads a page in one pass, with the rows under `names`; no more than one batch of it is held. */
export async function* streamPage(
  settings: StreamSettings,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Batch, PageSummary> {
  const page = new StreamedPage(settings);
  for await (const chunk of body) {
    for (let at = 0; at < chunk.byteLength; at += SLICE_BYTES) {
      page.write(chunk.subarray(at, at + SLICE_BYTES));
      yield* page.takeBatches();
    }
  }
  page.end();
  yield* page.takeBatches();
  return page.result();
}

class StreamedPage {
  readonly #spec: PageSpec;
  readonly #names: readonly string[];
  readonly #title: PageTitle;
  readonly #text: PageText;
  readonly #rows: PageRows;
  readonly #envelope: EnvelopeWalk;
  readonly #pointers: readonly string[];
  readonly #consume = (tokens: readonly Token[]): void => this.#takeTokens(tokens);
  readonly #rowsPlace: RowsPlace;
  #errorBeside: string | undefined;
  #selected: Selected | undefined;
  /** The selected value, if it is a scalar. */
  #scalar: EnvelopeValue | undefined;
  /** Inside of the selected array. */
  #isInRows = false;
  /** Whether its rows are to be read in their bytes, and what does so. */
  readonly #scans: boolean;
  #scan: ListScan | undefined;

  constructor({ spec, names, place, builder, wasFound, scans }: StreamSettings) {
    this.#scans = scans;
    this.#spec = spec;
    this.#names = names;
    this.#rowsPlace = { selector: spec.selector, text: names.join('.') || '$', wasFound };
    this.#title = { ...place, resource: spec.resource };
    this.#text = new PageText(this.#title, spec.limits.maxStringBytes);
    this.#rows = new PageRows(this.#title, place.pass, builder, this.#text);
    const { errorPointer } = spec;
    const envelopePointers = place.envelopePointers ?? spec.envelopePointers;
    this.#pointers =
      errorPointer === undefined ? envelopePointers : [...envelopePointers, errorPointer];
    this.#envelope = new EnvelopeWalk(names, this.#pointers);
  }

  write(slice: Uint8Array): void {
    if (this.#scan !== undefined) this.#scanRows(this.#scan, slice);
    else if (this.#selected === undefined) this.#findRows(slice);
    else this.#text.write(slice, this.#consume);
  }

  /** Reads on to the bracket that begins the rows, and from there on their bytes. */
  #findRows(slice: Uint8Array): void {
    let from = 0;
    while (this.#selected === undefined && from < slice.byteLength) {
      const to = slice.indexOf(OPEN_LIST, from) + 1 || slice.byteLength;
      this.#text.write(slice.subarray(from, to), this.#consume, to === slice.byteLength);
      from = to;
    }
    const rest = slice.subarray(from);
    if (this.#isInRows && this.#scans && this.#text.isUtf8) {
      this.#scan = new ListScan(this.#rows, this.#text);
      this.#scanRows(this.#scan, rest);
    } else if (rest.byteLength > 0) this.#text.write(rest, this.#consume);
  }

  #scanRows(scan: ListScan, slice: Uint8Array): void {
    if (scan.add(slice) !== 'rows') this.#leaveScan(scan);
  }

  /** What comes next are tokens. */
  #leaveScan(scan: ListScan): void {
    this.#scan = undefined;
    for (const rest of scan.rest) this.#text.write(rest, this.#consume);
  }

  end(): void {
    if (this.#scan !== undefined) {
      this.#scan.leave();
      this.#leaveScan(this.#scan);
    }
    this.#text.end(this.#consume);
    this.#errorBeside = checkBody(this.#spec, this.#title, this.#values(), {
      outline: this.#envelope.outline,
      rowCount: this.#rows.count,
      isOfScalars: /^[^{[]/.test(this.#rows.lastText),
      onlyRow: this.#onlyRow(),
    });
    if (this.#selected === undefined) {
      throw selectorMissing(this.#title, this.#rowsPlace, this.#envelope.names);
    }
    if (this.#scalar !== undefined) {
      throw notRows(this.#title, this.#rowsPlace, this.#scalar);
    }
    if (this.#rows.keyFault !== undefined) throw this.#rows.keyFault;
    this.#rows.endBatch();
  }

  takeBatches(): Batch[] {
    return this.#rows.takeBatches();
  }

  result(): PageSummary {
    return {
      rowCount: this.#rows.count,
      envelope: this.#values(),
      outline: this.#envelope.outline,
      isList: this.#selected === 'array' || this.#selected === 'null',
      warnings: [...this.#text.warnings, ...this.#rows.warnings],
      errorBeside: this.#errorBeside,
    };
  }

  #takeTokens(tokens: readonly Token[]): void {
    let i = 0;
    while (i < tokens.length) {
      if (this.#rows.isOpen) i = this.#rows.take(tokens, i);
      else if (this.#isInRows) this.#betweenRows(tokens[i++] as Token);
      else this.#outside(tokens[i++] as Token);
    }
  }

  #betweenRows(token: Token): void {
    if (token.name === 'endArray') this.#isInRows = false;
    else this.#rows.begin(token);
  }

  #outside(token: Token): void {
    const selected = this.#envelope.take(token);
    if (this.#envelope.depth > this.#spec.limits.maxDepth) {
      const what = `the body is nested deeper than \`limits.depth\` (${this.#spec.limits.maxDepth})`;
      throw pageError(this.#title, 'PARSE_LIMIT', what);
    }
    if (selected === undefined) return;
    if (this.#selected !== undefined) {
      const what = `\`${this.#rowsPlace.text}\` stands twice in the body`;
      throw pageError(this.#title, 'PARSE_NOT_ROWS', what);
    }
    this.#selected = selected;
    if (selected === 'array') this.#isInRows = true;
    if (selected === 'object') this.#rows.begin(token, true);
    if (selected === 'scalar') this.#scalar = scalarValue(token);
  }

  /** The object that is the only row. No error is as long as a long row. */
  #onlyRow(): JsonNode | undefined {
    const text = this.#rows.lastText;
    const isShort = text.length <= MAX_ERROR_CHARACTERS;
    if (this.#selected !== 'object' || this.#spec.looksForErrors !== true) return undefined;
    return isShort ? readTree(text) : undefined;
  }

  /** Where an object is the only row, values that were asked for can stand inside of it: the walk did not go there. */
  #values(): EnvelopeFacts {
    if (this.#selected !== 'object') return this.#envelope.values;
    const inside = this.#pointers
      .map((pointer) => [pointer, pointerNames(pointer)] as const)
      .filter(([, path]) => path.length > this.#names.length && startsWith(path, this.#names));
    if (inside.length === 0) return this.#envelope.values;
    const row = readTree(this.#rows.lastText);
    const values = new Map<string, EnvelopeValue>(this.#envelope.values);
    for (const [pointer, path] of inside) {
      const node = nodeAt(row, path.slice(this.#names.length));
      if (node !== undefined) values.set(pointer, envelopeValue(node));
    }
    return values;
  }
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((name, i) => path[i] === name);
}
