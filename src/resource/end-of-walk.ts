import { counted } from '../counted.ts';
import { NAME_PAGINATOR } from '../pagination/auto.ts';
import type { NextPointer } from '../pagination/detect.ts';
import type { PaginationEnd } from '../pagination/paginator.ts';
import type { PaginatorSettings } from '../pagination/settings.ts';
import { placeName } from '../pagination/tree.ts';
import type { Accusation, Received, Witnesses, WitnessRules } from '../proof/witnesses.ts';
import type { ResourceSettings } from './settings.ts';

/** Which witnesses a walk listens to, by its configuration. */
export function witnessRules(settings: ResourceSettings): WitnessRules {
  const { paginator, selector, witness = {} } = settings;
  const total = witness.total === undefined ? writtenTotal(paginator) : witness.total;
  const more = witness.more === undefined ? writtenFlag(paginator) : witness.more;
  const pagesPlace = placeOfPages(paginator);
  return {
    ...(total === undefined ? {} : { total }),
    ...(more === undefined ? {} : { more }),
    ...(paginator.type === 'offset' ? { limit: paginator.limit } : {}),
    ...(pagesPlace === undefined ? {} : { pagesPlace }),
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

/** What a link or cursor that was not followed says. */
export function describePointer({ kind, place }: NextPointer): Accusation {
  const what = `gives a ${kind} to a next page on its last page, at \`${place}\`, that was not followed`;
  return { reason: 'more_told', what };
}

/** Cursors that may stand on the last page as well, and that no request tested: worth a warning, no more. */
export function describeUntried(
  { name, paginator }: ResourceSettings,
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
  { name, primaryKey, paginator }: ResourceSettings,
  { reason, what }: Accusation,
  came: { readonly received: Received; readonly rows: number; readonly end: PaginationEnd },
): string {
  const { distinct } = came.received;
  const key = primaryKey.map((field) => `\`${field}\``).join(', ');
  const figures =
    primaryKey.length === 0
      ? `${counted(distinct, 'row')} came`
      : `${counted(distinct, 'different key')} (${key}) came, in ${counted(came.rows, 'row')}`;
  const unique = primaryKey.length === 0 ? '' : ` Is ${key} unique for each row?`;
  const isUnknown = paginator.type === 'auto' && came.end.isSinglePage;
  const wayOut =
    reason === 'total_mismatch'
      ? 'If this number counts something else, name the right one in `endpoint.witness.total`, or set that to null'
      : 'If nothing follows, set `endpoint.witness.more` to null, or to the path of what says so';
  const advice = isUnknown ? [NAME_PAGINATOR, wayOut] : [wayOut];
  return `${name}: the API ${what}, but ${figures}.${unique} ${advice.join('. ')}.`;
}

/** Rows whose key came before, in words; undefined for none. */
export function describeCopies(name: string, rows: number, distinct: number): string | undefined {
  const copies = rows - distinct;
  if (copies <= 0) return undefined;
  return `${name}: ${copies} of ${counted(rows, 'row')} came more than once, by their key. The last copy of each counts.`;
}

/** A total that is lower than what came is worth a warning, no more. */
export function describeLower(
  witnesses: Witnesses,
  received: Received,
  name: string,
): string | undefined {
  const lower = witnesses.totals.lower(received);
  if (lower === undefined) return undefined;
  return `${name}: the API ${lower}, but ${counted(received.distinct, 'row was', 'rows were')} received up to its end. All of them were taken.`;
}

/** Written witnesses that stood on no page of several: their paths may be wrong. */
export function describeUnmet(
  { name, witness = {} }: ResourceSettings,
  witnesses: Witnesses,
): readonly string[] {
  return witnesses.unmet.flatMap((which) => {
    const path = witness[which];
    if (path == null) return [];
    return [
      `${name}: \`witness.${which}\` (${placeName(path)}) stood on no page of this walk, so that nothing was compared with it. Correct the path.`,
    ];
  });
}
