import type { LoadStart, ResourceTarget } from '../destination/destination.ts';
import type { Batch, FieldFacts, PageEnd, PagePosition } from '../model.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { afterStep, beforeStep, step } from './failpoints.ts';
import type { Carried } from './resume.ts';
import { createStagingAppender } from './staging-appender.ts';
import type { StagingFile } from './staging-file.ts';
import { deletePage } from './staging-table.ts';
import type { StagedMark, StagingTable } from './target.ts';

/** What is committed. */
interface Progress {
  readonly committed: number;
  readonly firstPass: number;
  readonly pass: number;
  readonly textLength: number;
  /** The last state of the walk. */
  readonly state: string | undefined;
}

interface GroupCommit {
  /** Commits a commit group with the checkpoint behind it; returns how many rows that had counted as received it made void. */
  run(group: CommitGroup): Promise<number>;
  readonly progress: Progress;
}

interface CommitOptions {
  readonly database: StagingFile;
  readonly table: StagingTable;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly carried: Carried | undefined;
  /** What tells these rows from any other. */
  readonly mark: StagedMark;
  /** Of everything that was added so far. */
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/** The last whole page, and the rows up to it. */
interface Place {
  readonly state: string | undefined;
  readonly pass: number;
  readonly page: number;
  readonly rows: number;
}

export function createGroupCommit(options: CommitOptions): GroupCommit {
  const { database, table, load, target, carried, facts, mark } = options;
  const append = createStagingAppender(database, table, target);
  const where = `${target.resource}, staging for \`${table.table}\``;
  const consequence = 'The table is as it was; rows staged before this wait in staging.';
  let startedAt = carried?.checkpoint.startedAt;
  let place: Place = carried?.checkpoint ?? { state: undefined, pass: 1, page: 0, rows: 0 };
  let progress: Progress = {
    committed: carried?.counts.rows ?? 0,
    firstPass: carried?.counts.firstPass ?? 0,
    pass: place.pass,
    textLength: carried?.checkpoint.textLength ?? 0,
    state: place.state,
  };

  const commit = async (group: CommitGroup): Promise<() => number> => {
    let [deleted, voided] = [0, 0];
    for (const page of group.voidPages) {
      const gone = await deletePage(database, table, page);
      deleted += gone.rows;
      voided += gone.firstPass;
    }
    await step('stage.append', () => append(group.items.filter((item) => item.kind === 'rows')));
    const before = progress.firstPass - voided;
    const nextPlace = placeBehind(place, group.items, before);
    const next: Progress = {
      committed: progress.committed - deleted + group.rows,
      firstPass: before + countFirstPass(group.items),
      pass: Math.max(progress.pass, group.items.at(-1)?.pass ?? 1),
      textLength: progress.textLength + group.textLength,
      state: nextPlace.state,
    };
    startedAt ??= new Date().toISOString();
    const checkpoint = { ...nextPlace, facts, textLength: next.textLength, startedAt, ...mark };
    await writeCheckpoint(database, table, load, target, checkpoint);
    beforeStep('stage.commit');
    return () => {
      [place, progress] = [nextPlace, next];
      return voided;
    };
  };
  return {
    run: async (group) => {
      const apply = await database.transaction(where, consequence, () => commit(group));
      afterStep('stage.commit');
      const voided = apply();
      await database.expectRows(progress.committed);
      return voided;
    },
    get progress() {
      return progress;
    },
  };
}

/** The last whole page behind some more items; while no state is known, the last page of all. */
function placeBehind(place: Place, items: readonly StagedItem[], rowsBefore: number): Place {
  const lastState = items.findLastIndex(({ kind }) => kind === 'page_end');
  if (lastState < 0 && place.state !== undefined) return place;
  const end = lastState < 0 ? items.length : lastState + 1;
  const last = items[end - 1];
  if (last === undefined) return { ...place, rows: rowsBefore };
  const rows = rowsBefore + countFirstPass(items.slice(0, end));
  const state = last.kind === 'page_end' ? last.state : undefined;
  return { state, pass: last.pass, page: last.page, rows };
}

/** What of a walk is committed: its rows, and the states behind its pages. */
type StagedItem = Batch | PageEnd;

/** Items that are committed together. */
export interface CommitGroup {
  readonly items: StagedItem[];
  /** Pages whose committed rows are void, each to be deleted before the rows of this commit group are appended. */
  readonly voidPages: PagePosition[];
  rows: number;
  textLength: number;
}

export function emptyGroup(): CommitGroup {
  return { items: [], voidPages: [], rows: 0, textLength: 0 };
}

export function isEmptyGroup({ items, voidPages }: CommitGroup): boolean {
  return items.length === 0 && voidPages.length === 0;
}

/** The rows that count as received when they come: those of the first pass, without those that were met before. */
export function countFirstPass(items: readonly StagedItem[]): number {
  return items.reduce((sum, item) => {
    const counts = item.kind === 'rows' && item.pass === 1 && !item.isReread;
    return counts ? sum + item.texts.length : sum;
  }, 0);
}

/** Takes an item; one that neither brings rows nor a state leaves nothing to commit. */
export function addToGroup(group: CommitGroup, item: StagedItem): void {
  if (item.kind === 'page_end') {
    if (item.state !== undefined) group.items.push(item);
    return;
  }
  if (item.texts.length === 0) return;
  group.items.push(item);
  group.rows += item.texts.length;
  for (const text of item.texts) group.textLength += text.length;
}

/** Takes a page's waiting items out and marks it for deletion; returns how many of the rows had counted as received. */
export function voidPage(group: CommitGroup, { pass, page }: PagePosition): number {
  const isVoid = (item: StagedItem): boolean => item.pass === pass && item.page === page;
  const gone = group.items.filter(isVoid);
  const kept = group.items.filter((item) => !isVoid(item));
  group.items.length = 0;
  group.rows = 0;
  group.textLength = 0;
  for (const item of kept) addToGroup(group, item);
  group.voidPages.push({ pass, page });
  return countFirstPass(gone);
}
