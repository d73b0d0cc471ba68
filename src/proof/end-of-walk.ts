import type { Verify, WalkOutcome } from '../model.ts';
import { NAME_PAGINATOR } from '../pagination/auto.ts';
import type { NextPointer } from '../pagination/detect.ts';
import type { PaginationEnd } from '../pagination/paginator.ts';
import type { PaginatorSettings } from '../pagination/settings.ts';
import { placeName } from '../pagination/tree.ts';
import type { RowSelector } from '../parse/page.ts';
import { counted } from '../wording.ts';
import { type Came, distinctOf } from './key-count.ts';
import type { Accusation, Received, WitnessRules } from './witness.ts';
import type { Witnesses } from './witnesses.ts';

/** What the proof of a walk needs to know of its resource. */
export interface ProvedResource {
  readonly name: string;
  readonly paginator: PaginatorSettings;
  readonly selector: RowSelector;
  /** Field names; none if rows have no key. */
  readonly primaryKey: readonly string[];
  /** Witnesses that the configuration names, as keys of the envelope, or switches off by null. Default: the usual places. */
  readonly witness?: {
    readonly total?: string | null | undefined;
    readonly more?: string | null | undefined;
  };
  /** What is done to the rows behind the walk, and can change their key; for messages. Default: nothing. */
  readonly steps?: readonly unknown[];
}

/** Which witnesses a walk listens to, by its configuration. */
export function witnessRules(settings: ProvedResource): WitnessRules {
  const { paginator, selector, witness = {} } = settings;
  const total = witness.total === undefined ? writtenTotal(paginator) : witness.total;
  const more = witness.more === undefined ? writtenFlag(paginator) : witness.more;
  const pagesPlace = placeOfPages(paginator);
  return {
    total,
    more,
    ...(paginator.type === 'offset' ? { limit: paginator.limit } : {}),
    pagesPlace,
    isFiltered: selector !== 'auto' && 'path' in selector && isPartial(selector.path),
  };
}

/** The paths of the envelope that the witnesses need. */
export function witnessPointers({ total, more }: WitnessRules): readonly string[] {
  return [total, more].filter((path) => typeof path === 'string');
}

/** Where the format means a total of rows. Null there switches totals off for the paginator, not for witnesses. */
function writtenTotal(paginator: PaginatorSettings): string | undefined {
  if (paginator.type !== 'offset' || !paginator.total.written) return undefined;
  return paginator.total.path ?? undefined;
}

function writtenFlag(paginator: PaginatorSettings): string | undefined {
  return 'hasMorePath' in paginator ? paginator.hasMorePath : undefined;
}

function placeOfPages(paginator: PaginatorSettings): WitnessRules['pagesPlace'] {
  if (paginator.type !== 'page_number' || paginator.totalPath === null) return undefined;
  return { place: placeName(paginator.totalPath), isWritten: paginator.isTotalWritten };
}

/** Whether a path picks some of the rows: by a filter, an index or a slice, or from anywhere. */
function isPartial(path: string): boolean {
  return /\[\s*(?:\?|-?\d|-?\d*\s*:)|\.\./.test(path);
}

/** What the API says against the clean end of a pass, by what it told of totals and flags. */
export function accusationOf(
  witnesses: Witnesses,
  end: PaginationEnd,
  received: Received,
): Accusation | undefined {
  // what the configuration leaves out is not missing
  if (end.isCapped) return undefined;
  return (
    witnesses.totals.against(received) ??
    witnesses.more.flagAgainst(end.isPastEnd || witnesses.totals.agrees(received))
  );
}

/**
 * Links and cursors of the last page that speak against the end of a pass. A total that is the number of what came outvotes
 * them, but not the number of the rows of one page.
 */
export function pointersOf(
  witnesses: Witnesses,
  end: PaginationEnd,
  received: Received,
): readonly NextPointer[] {
  if (end.isCapped || end.isPastEnd || witnesses.totals.agrees(received, false)) return [];
  return witnesses.more.pointersAgainst(end.followed);
}

/** What a paginator has to say of its end, with the name of its resource. */
export function paginatorWarnings(
  { name }: ProvedResource,
  { warnings }: PaginationEnd,
): readonly string[] {
  return warnings.map((warning) => `${name}: ${warning}`);
}

/** What a link or cursor that was not followed says. */
export function describePointer({ kind, place }: NextPointer): Accusation {
  const what = `gives a ${kind} to a next page on its last page, at \`${place}\`, that was not followed`;
  return { reason: 'more_told', what };
}

/** Cursors that may stand on the last page as well, and that no request tested: worth a warning, no more. */
export function describeUntried(
  { name, paginator }: ProvedResource,
  pointers: readonly NextPointer[],
): readonly string[] {
  const untried = pointers.find(({ trial }) => trial !== undefined);
  // who did not name a paginator is told how to do so
  if (untried === undefined || paginator.type === 'auto') return [];
  return [
    `${name}: its last page holds a cursor at \`${untried.place}\`, which was not followed. If more rows follow, name it in a paginator of the type \`cursor\`; if not, set \`endpoint.witness.more\` to null.`,
  ];
}

/** The message of an accusation: both figures, where they stood, and the way out. */
export function describeAccusation(
  settings: ProvedResource,
  { reason, what }: Accusation,
  { came, end }: { readonly came: Came; readonly end: PaginationEnd },
): string {
  const { name, primaryKey, paginator } = settings;
  const isTotal = reason === 'total_mismatch';
  const mayRepeat = came.keys > 0 && (isTotal || came.rows > distinctOf(came));
  const isUnknown = paginator.type === 'auto' && end.isSinglePage;
  const advice = [
    ...(mayRepeat ? [`Is ${keyNames(primaryKey)} unique for each row?`] : []),
    ...(isUnknown ? [`${NAME_PAGINATOR}.`] : []),
    isTotal
      ? 'If this number counts something else, name the right one in `endpoint.witness.total`, or set that to null.'
      : 'If nothing follows, set `endpoint.witness.more` to null, or to the path of what says so.',
  ];
  return `${name}: the API ${what}, but ${figures(settings, came)} ${advice.join(' ')}`;
}

/** Rows that came before, in words; undefined for none. */
function describeCopies({ name, primaryKey }: ProvedResource, came: Came): string | undefined {
  const copies = came.rows - distinctOf(came);
  if (copies <= 0) return undefined;
  const by = came.keyless > 0 ? 'alike in every field' : `with the same ${keyNames(primaryKey)}`;
  return `${name}: ${copies} of ${counted(came.rows, 'row')} had come before, ${by}. Each is counted once.`;
}

/** A total that is lower than what came is worth a warning, no more. */
function describeLower(
  settings: ProvedResource,
  witnesses: Witnesses,
  { received, came }: { readonly received: Received; readonly came: Came },
): string | undefined {
  const lower = witnesses.totals.lower(received);
  if (lower === undefined) return undefined;
  return `${settings.name}: the API ${lower}, but ${figures(settings, came)} No row was left out for it.`;
}

/** What came, as a whole sentence without its beginning. */
function figures({ primaryKey, steps = [] }: ProvedResource, came: Came): string {
  const { keys, keyless, leftOut, rows, isByRows } = came;
  const names = keyNames(primaryKey);
  if (primaryKey.length === 0 || rows === 0)
    return `${rows === 0 ? 'no row' : counted(rows, 'row')} came.`;
  if (isByRows) {
    return `${counted(rows, 'row')} came. Rows were counted, not keys: there are too many to be told apart without staging, which does not hold them as the API sent them.`;
  }
  if (keys === 0) {
    const among = keyless === rows ? '' : `, in ${counted(rows, 'row')}`;
    const part = primaryKey.length === 1 ? 'no' : 'not all of';
    return `${counted(keyless, 'different row')} came${among}. The API sends ${part} ${names}, so whole rows were compared.`;
  }
  const others = [
    ...(keyless > 0 ? [`${counted(keyless, 'row')} without it`] : []),
    ...(leftOut > 0
      ? [`${counted(leftOut, 'row')} that ${leftOut === 1 ? 'was' : 'were'} filtered`]
      : []),
  ];
  const all = [`${counted(keys, 'different key')} (${names})`, ...others].join(', and ');
  const asSent =
    steps.length > 0 ? ' They are counted as the API sends them, before the processing steps.' : '';
  return `${all} came, in ${counted(rows, 'row')}.${asSent}`;
}

function keyNames(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(', ');
}

/** Written witnesses that stood on no page of several: their paths may be wrong. */
function describeUnmet(
  { name, witness = {} }: ProvedResource,
  witnesses: Witnesses,
): readonly string[] {
  return witnesses.unmet.flatMap((which) => {
    const path = witness[which];
    if (path == null) return [];
    return [
      `${name}: \`witness.${which}\` (${placeName(path)}) was on no page of this walk, so nothing was compared with it. Correct the path.`,
    ];
  });
}

/** What is known of a walk whose end is judged. */
export interface EndFacts {
  readonly end: PaginationEnd;
  readonly came: Came;
  readonly received: Received;
  readonly judged: WalkOutcome;
  /** What speaks against a clean end. */
  readonly against: Accusation | undefined;
  readonly pointers: readonly NextPointer[];
  /** Keys that stand at more than one place. */
  readonly moved: number;
  readonly verify: Verify;
  readonly hasSeveralPages: boolean;
  /** Key fields that came as a number and as text. */
  readonly flipped: readonly string[];
}

/** Everything that is to be said of the end of a walk, in order. */
export function endWarnings(
  resource: ProvedResource,
  witnesses: Witnesses,
  facts: EndFacts,
): readonly string[] {
  const { end, came, received, judged, against, pointers, moved, verify } = facts;
  const copies = describeCopies(resource, came);
  const { unusable, text } = witnesses.totals;
  const isMoved = verify === 'overlap' && moved > 0 && judged.verdict === 'complete';
  const repeated = isMoved ? describeMoved(resource, moved) : copies;
  const lower = describeLower(resource, witnesses, { received, came });
  const isShortOfTotal = judged.reason === 'total_mismatch' && text !== undefined;
  const short: Accusation | undefined = isShortOfTotal
    ? { reason: 'total_mismatch', what: text }
    : undefined;
  const accusation = against ?? short;
  return [
    ...paginatorWarnings(resource, end),
    ...flipWarnings(resource, facts.flipped),
    ...(facts.hasSeveralPages ? describeUnmet(resource, witnesses) : []),
    ...(unusable === undefined ? [] : [`${resource.name}: ${unusable}`]),
    ...(repeated === undefined ? [] : [repeated]),
    ...(lower === undefined ? [] : [lower]),
    ...(against === undefined && verify === 'off' ? describeUntried(resource, pointers) : []),
    ...(accusation === undefined ? [] : [describeAccusation(resource, accusation, { came, end })]),
  ];
}

function flipWarnings({ name }: ProvedResource, fields: readonly string[]): readonly string[] {
  return fields.map(
    (field) =>
      `${name}: the key \`${field}\` comes as a number and as text. Both forms of one value are taken for one key.`,
  );
}

function describeMoved({ name }: ProvedResource, moved: number): string {
  return `${name}: the API sends ${counted(moved, 'key')} more than once, at the same places in each pass. The last copy of each was taken.`;
}
