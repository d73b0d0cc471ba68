import { pointerNames } from '../json-pointer.ts';
import type { Batch, EnvelopeFacts, EnvelopeValue, JsonNode } from '../model.ts';
import { envelopeValue } from './envelope.ts';
import { checkBody } from './error-body.ts';
import type { JsonPath } from './json-path.ts';
import { outlineOf } from './outline.ts';
import { notRows, type PageTitle, pageError, selectorMissing } from './page-fault.ts';
import { PageRows } from './page-rows.ts';
import type { PagePlace, PageSpec, PageSummary } from './page-spec.ts';
import { PageText, SLICE_BYTES } from './page-text.ts';
import type { RowBuilder } from './row-builder.ts';
import type { RowFinder } from './row-finder.ts';
import type { Token } from './tokens.ts';
import { createTreeBuilder, nodeAt, treeTokens } from './tree.ts';
import { type WholeBody, wholeBody } from './whole-body.ts';

/** What reads a page whole. */
export interface WholePage {
  readonly spec: PageSpec;
  readonly place: PagePlace;
  readonly builder: RowBuilder;
  readonly finder: RowFinder;
  /** Whether an earlier page of the walk had rows. */
  readonly wasFound: boolean;
  /** The paths among the envelope keys, by key. */
  readonly paths: ReadonlyMap<string, JsonPath>;
}

/** Names of the body's root that a message lists. */
const MAX_NAMES = 30;

/**
 * Reads a page as a tree before it hands out its first row. Batches, keys, facts and limits are those that streaming gives.
 */
export async function* readWholePage(
  whole: WholePage,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Batch, PageSummary> {
  const { spec, place, builder, finder, paths, wasFound } = whole;
  const title: PageTitle = { ...place, resource: spec.resource };
  const text = new PageText(title, spec.limits.maxStringBytes);
  const found = wholeBody(await readBody(body, text, spec, title));
  const { errorPointer } = spec;
  const envelopePointers = place.envelopePointers ?? spec.envelopePointers;
  const keys = errorPointer === undefined ? envelopePointers : [...envelopePointers, errorPointer];
  const envelope = envelopeOf(found, keys, paths);
  const selected = finder.select(found);
  const selectedRows = selected === 'missing' || 'scalar' in selected ? [] : selected;
  const outlined = outlineOf(found.tree, selectedRows);
  const errorBeside = checkBody(spec, title, envelope, {
    outline: outlined.outline,
    rowCount: selectedRows.length,
    isOfScalars: selectedRows.length > 0 && selectedRows.every((row) => 'text' in row),
    onlyRow: outlined.isList ? undefined : selectedRows[0],
  });
  const rowsPlace = { selector: spec.selector, text: finder.text, wasFound };
  if (selected === 'missing') throw selectorMissing(title, rowsPlace, namesOf(found.tree));
  if ('scalar' in selected) throw notRows(title, rowsPlace, selected.scalar);
  const rows = new PageRows(title, place.pass, builder, text);
  for (const row of selected) {
    const tokens = treeTokens(row);
    rows.begin(tokens[0] as Token);
    if (rows.isOpen) rows.take(tokens, 1);
    yield* rows.takeBatches();
  }
  rows.endBatch();
  yield* rows.takeBatches();
  return {
    rowCount: rows.count,
    envelope,
    ...outlined,
    warnings: [
      ...(finder.warning === undefined ? [] : [finder.warning]),
      ...text.warnings,
      ...rows.warnings,
    ],
    errorBeside,
    ...(place.needsTree === true ? { tree: found.tree } : {}),
  };
}

async function readBody(
  body: AsyncIterable<Uint8Array>,
  text: PageText,
  { limits }: PageSpec,
  title: PageTitle,
): Promise<JsonNode> {
  const tree = createTreeBuilder();
  const consume = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      tree.take(token);
      if (tree.depth <= limits.maxDepth) continue;
      const what = `the body is nested deeper than \`limits.depth\` (${limits.maxDepth})`;
      throw pageError(title, 'PARSE_LIMIT', what);
    }
  };
  for await (const chunk of body) {
    for (let at = 0; at < chunk.byteLength; at += SLICE_BYTES) {
      text.write(chunk.subarray(at, at + SLICE_BYTES), consume);
      if (text.bytes <= limits.maxWholePageBytes) continue;
      const what = `the body is longer than \`limits.whole_page_bytes\` (${limits.maxWholePageBytes}), and its rows cannot be found without reading it whole. Write a data_selector that is made of plain names (\`data.items\`), and paths of plain names in the paginator: such a page can be of any size. No row of this page was taken.`;
      throw pageError(title, 'PARSE_LIMIT', what);
    }
  }
  text.end(consume);
  if (tree.root === undefined) throw pageError(title, 'PARSE_NOT_JSON', 'the body is empty');
  return tree.root;
}

/** The first match of each, for those that are there. */
function envelopeOf(
  body: WholeBody,
  keys: readonly string[],
  paths: WholePage['paths'],
): EnvelopeFacts {
  const values = new Map<string, EnvelopeValue>();
  for (const key of keys) {
    const path = paths.get(key);
    const location = path === undefined ? pointerNames(key) : body.locate(path)[0];
    const node = location === undefined ? undefined : nodeAt(body.tree, location);
    if (node !== undefined) values.set(key, envelopeValue(node));
  }
  return values;
}

function namesOf(tree: JsonNode): string[] {
  return tree.kind === 'object' ? [...tree.members.keys()].slice(0, MAX_NAMES) : [];
}
