import type { LoadStart, ResourceTarget } from '../destination/destination.ts';
import type { FieldFacts } from '../model.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { afterStep, beforeStep, step } from './failpoints.ts';
import { countFirstPass, type Portion, type StagedItem } from './portion.ts';
import type { Carried } from './resume.ts';
import { createStagingAppender } from './staging-appender.ts';
import type { StagingFile } from './staging-file.ts';
import { deletePage, type StagingTable } from './staging-table.ts';
import type { StagedMark } from './target.ts';

/** What is committed. */
interface Progress {
  readonly committed: number;
  readonly firstPass: number;
  readonly pass: number;
  readonly textLength: number;
  /** The last state of the walk. */
  readonly state: string | undefined;
}

interface PortionCommit {
  /** Commits a portion with the checkpoint behind it; gives how many rows that had counted as received it made void. */
  run(portion: Portion): Promise<number>;
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

export function createPortionCommit(options: CommitOptions): PortionCommit {
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

  const commit = async (portion: Portion): Promise<() => number> => {
    let [deleted, voided] = [0, 0];
    for (const page of portion.voidPages) {
      const gone = await deletePage(database, table, page);
      deleted += gone.rows;
      voided += gone.firstPass;
    }
    await step('stage.append', () => append(portion.items.filter((item) => item.kind === 'rows')));
    const before = progress.firstPass - voided;
    const nextPlace = placeBehind(place, portion.items, before);
    const next: Progress = {
      committed: progress.committed - deleted + portion.rows,
      firstPass: before + countFirstPass(portion.items),
      pass: Math.max(progress.pass, portion.items.at(-1)?.pass ?? 1),
      textLength: progress.textLength + portion.textLength,
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
    run: async (portion) => {
      const apply = await database.transaction(where, consequence, () => commit(portion));
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
