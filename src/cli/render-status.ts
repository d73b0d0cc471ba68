import type {
  CheckpointStatus,
  CursorStatus,
  DatabaseStatus,
  LoadStatus,
  ResourceStatus,
} from '../index.ts';
import {
  type Column,
  colourOf,
  countOf,
  describeAge,
  describeVerdict,
  formatCount,
  formatSeconds,
  type Paint,
  renderTextTable,
  toMinutes,
} from './text.ts';

const COUNTS = ['received', 'inserted', 'updated', 'unchanged', 'deleted'] as const;
/** Shown where there are any. */
const RARE_COUNTS = ['carried', 'filtered', 'rejected'] as const;

/** What a database knows of its loads, for a person. */
export function renderStatus(status: DatabaseStatus, paint: Paint): string {
  const { path, loads, resources, checkpoints, cursors = [], running } = status;
  const isRunning = running === undefined ? [] : [paint('yellow', describeRunning(running))];
  if (loads.length === 0) {
    return [`${path}: no load of Sluice is in the books.`, ...isRunning].join('\n');
  }
  const head = (line: string): string => paint('dim', line);
  return [
    renderTextTable(loads, loadColumns(paint), head),
    ...(resources.length > 0
      ? [renderTextTable(resources, resourceColumns(resources, paint), head)]
      : []),
    ...(cursors.length > 0 ? [renderTextTable(cursors, CURSOR_COLUMNS, head)] : []),
    ...(checkpoints.length > 0 ? [renderTextTable(checkpoints, CHECKPOINT_COLUMNS, head)] : []),
    ...(isRunning.length > 0 || checkpoints.length > 0 ? isRunning : ['Nothing is staged.']),
  ].join('\n\n');
}

/** Said while another process alone sees what is staged. */
function describeRunning({ pid }: NonNullable<DatabaseStatus['running']>): string {
  const who = pid === undefined ? 'in another process' : `pid ${pid}`;
  return `A sync is running, ${who}. What it has staged is known when it has ended.`;
}

/** Cursors with their values in full. */
export function renderCursors(cursors: readonly CursorStatus[], paint: Paint): string {
  const columns = CURSOR_COLUMNS.map((column) =>
    column.title === NEXT_START ? { ...column, cell: cursorText } : column,
  );
  return renderTextTable(cursors, columns, (line) => paint('dim', line));
}

function loadColumns(paint: Paint): readonly Column<LoadStatus>[] {
  return [
    { title: 'load', cell: ({ loadId }) => loadId },
    { title: 'source', cell: ({ source }) => source },
    { title: 'started', cell: ({ startedAt }) => toUtcMinutes(startedAt) },
    {
      title: 'verdict',
      cell: ({ verdict }) => verdict ?? 'not ended',
      paint: ({ verdict }, padded) => paint(verdict ? colourOf({ verdict }) : 'yellow', padded),
    },
    {
      title: 'seconds',
      cell: ({ seconds }) => (seconds === undefined ? '' : formatSeconds(seconds)),
      align: 'right',
    },
  ];
}

function resourceColumns(
  resources: readonly ResourceStatus[],
  paint: Paint,
): readonly Column<ResourceStatus>[] {
  const rare = RARE_COUNTS.filter((name) => resources.some(({ counts }) => counts[name] > 0));
  return [
    { title: 'resource', cell: ({ resource }) => resource },
    { title: 'dataset', cell: ({ dataset }) => dataset },
    { title: 'at', cell: ({ at }) => toUtcMinutes(at) },
    {
      title: 'verdict',
      cell: describeVerdict,
      paint: (resource, padded) => paint(colourOf(resource), padded),
    },
    ...[...COUNTS, ...rare].map(
      (name): Column<ResourceStatus> => ({
        title: name,
        cell: ({ counts }) => formatCount(counts[name]),
        align: 'right',
      }),
    ),
  ];
}

const CHECKPOINT_COLUMNS: readonly Column<CheckpointStatus>[] = [
  { title: 'staged', cell: ({ resource }) => resource },
  { title: 'dataset', cell: ({ dataset }) => dataset },
  { title: 'rows', cell: ({ rows }) => formatCount(rows), align: 'right' },
  { title: 'up to', cell: ({ pass, page }) => `page ${page}${pass > 1 ? ` of pass ${pass}` : ''}` },
  { title: 'age', cell: ({ ageSeconds }) => describeAge(ageSeconds), align: 'right' },
  {
    title: 'next run',
    cell: ({ isResumable }) => (isResumable ? 'goes on from there' : 'reads from the start'),
  },
];

const NEXT_START = 'next run starts at';

const CURSOR_COLUMNS: readonly Column<CursorStatus>[] = [
  { title: 'cursor of', cell: ({ resource }) => resource },
  { title: 'dataset', cell: ({ dataset }) => dataset },
  { title: 'path', cell: ({ path }) => path },
  { title: NEXT_START, cell: describeCursor },
  { title: 'moved', cell: ({ updatedAt }) => toUtcMinutes(updatedAt) },
];

const MAX_VALUE_LENGTH = 40;

function describeCursor(cursor: CursorStatus): string {
  const text = cursorText(cursor);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

/** The value without the quotes of JSON; those of several walks are only counted. */
function cursorText({ walks, parents, lastValue }: CursorStatus): string {
  if (parents > 0) return `a value for each of ${countOf(parents, 'parent row')}`;
  if (lastValue === undefined) return `a value for each of ${countOf(walks, 'walk')}`;
  return lastValue.replace(/^"(.*)"$/s, '$1');
}

/** `2024-05-01T12:30:59.123Z` as `2024-05-01 12:30 UTC`. */
function toUtcMinutes(time: string): string {
  return `${toMinutes(time)} UTC`;
}
