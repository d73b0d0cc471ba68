import { SourceError } from '../errors.ts';
import type { EnvelopeValue } from '../model.ts';
import { quoted } from '../wording.ts';
import { demandHasMore, describeValue, seenHasMore } from './has-more.ts';
import { type NextPage, nextByValue } from './next-by-value.ts';
import type { OffsetOptions } from './offset.ts';
import type { BodyValue, PageFacts, Paginator } from './paginator.ts';
import type { CursorSettings } from './settings.ts';
import { nodeAtPointer, placeName } from './tree.ts';
import { placedRequest } from './value-place.ts';

/**
 * The next page by a value of the body. Null, nothing, "", 0, false and an empty list end the walk.
 *
 * Source of the behaviour: dlt's JSONResponseCursorPaginator.
 */
export function cursorPages(settings: CursorSettings, options: OffsetOptions): Paginator {
  const { cursorPath, hasMorePath, place, stopAfterEmptyPage, endFlag } = settings;
  if (settings.isObject === true) return objectPages(settings, options);
  const next = (page: PageFacts): NextPage | undefined => {
    const value = page.envelope.get(cursorPath);
    const hasMore =
      hasMorePath === undefined ? undefined : demandHasMore(page.envelope, hasMorePath);
    if (hasMore === false) return undefined;
    if (endFlag !== undefined && seenHasMore(page.envelope, endFlag.path) === endFlag.value) {
      return undefined;
    }
    if (value === undefined || isFalsy(value)) {
      if (hasMore === true) throw cursorMissing(settings);
      return undefined;
    }
    return {
      request: placedRequest([[place, cursorValue(value, settings)]]),
      value: `${value.kind} ${value.text}`,
      shown: `the cursor ${quoted(value.text)} at ${cursorPath}`,
    };
  };
  const pointers = [cursorPath, hasMorePath, endFlag?.path].filter((path) => path !== undefined);
  const advice =
    'Check that the API knows the name under which the cursor is sent (`cursor_param`, `cursor_body_path`); where it gives its last cursor again and again, set `stop_after_empty_page`.';
  const followed = [placeName(cursorPath)];
  return nextByValue({ pointers, followed, stopAfterEmptyPage, advice, next }, options);
}

/** The members of an object in the body are the parameters of the next page: its body is read whole for that. */
function objectPages(
  { cursorPath, stopAfterEmptyPage }: CursorSettings,
  options: OffsetOptions,
): Paginator {
  const next = ({ answer }: PageFacts): NextPage | undefined => {
    const node =
      answer?.body === undefined ? undefined : nodeAtPointer(answer.body.tree, cursorPath);
    if (node?.kind !== 'object') return undefined;
    const values = [...node.members].flatMap(([name, member]) =>
      'text' in member && member.kind !== 'null' ? [[name, member.text] as const] : [],
    );
    if (values.length === 0) return undefined;
    const value = JSON.stringify(values);
    return {
      request: { params: Object.fromEntries(values), role: 'body' },
      value,
      shown: `the parameters ${quoted(value)} at ${cursorPath}`,
    };
  };
  const advice = 'Check that the API takes them as they are.';
  const followed = [placeName(cursorPath)];
  const rule = { pointers: [], followed, stopAfterEmptyPage, advice, next };
  return { ...nextByValue(rule, options), needsTree: true };
}

function isFalsy({ kind, text, isEmpty }: EnvelopeValue): boolean {
  switch (kind) {
    case 'null':
      return true;
    case 'string':
      return text === '';
    case 'number':
      return Number(text) === 0;
    case 'boolean':
      return text === 'false';
    case 'array':
    case 'object':
      return isEmpty === true;
    default:
      return kind satisfies never;
  }
}

/** Numbers as the API wrote them: a double does not hold every one of them. */
function cursorValue(value: EnvelopeValue, { place, cursorPath }: CursorSettings): BodyValue {
  const { kind, text } = value;
  if (kind === 'boolean') return text === 'true';
  if (kind === 'string') return text;
  if (kind === 'number') {
    if (place.kind === 'param') return text;
    const isWideInteger = /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
    return isWideInteger ? BigInt(text) : Number(text);
  }
  throw new SourceError(
    'SOURCE_PAGE_FIELD',
    `\`cursor_path\` (${cursorPath}) holds ${describeValue(value)}, which is not a cursor. Name a value inside it; the rows of this page were not taken.`,
  );
}

function cursorMissing({ cursorPath, hasMorePath }: CursorSettings): SourceError {
  return new SourceError(
    'SOURCE_PAGE_FIELD',
    `the API says that more pages follow (\`has_more_path\`, ${hasMorePath}), but there is no cursor at \`cursor_path\` (${cursorPath}). Correct the paths; the rows of this page were not taken.`,
  );
}
