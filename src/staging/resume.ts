import type { LoadStart, ResourceTarget } from '../destination/destination.ts';
import { hasCopies } from '../destination/write-rule.ts';
import type { ResumePoint } from '../model.ts';
import { counted, describeDuration } from '../wording.ts';
import {
  type Checkpoint,
  claimCheckpoint,
  type FoundCheckpoint,
  readCheckpoint,
} from './checkpoint.ts';
import { countRows, type Database } from './database.ts';
import { step } from './failpoints.ts';
import {
  countStaged,
  createStaging,
  deleteBehind,
  dropStaging,
  hasStaging,
  readKeys,
  type StagedCounts,
} from './staging-table.ts';
import type { FoundTable, StagedMark, StagingTable } from './target.ts';

/** What a walk begins with: rows that an earlier run staged, or an empty staging table. */
export interface Beginning {
  readonly warnings: readonly string[];
  readonly carried?: Carried;
}

/** What an earlier run staged of the same walk, taken up. */
export interface Carried {
  readonly counts: StagedCounts;
  readonly checkpoint: Checkpoint;
  readonly mark: StagedMark;
  readonly resume: ResumePoint;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_MAX_AGE_MS = 7 * DAY_MS;
/** A walk compares its next page with these, so they have to hold a page; one that is longer links by its end. */
const MAX_LAST_KEYS = 10_000;

/**
 * Takes up what an earlier run staged of the same walk, up to its last whole page; what cannot be gone on from is
 * dropped, with a warning that says why. Leaves a staging table. To be called in a transaction.
 *
 * @param standing what the target says of what is staged
 */
export async function beginStaging(
  database: Database,
  load: LoadStart,
  target: ResourceTarget,
  staging: StagingTable,
  { standing }: Pick<FoundTable, 'standing'>,
): Promise<Beginning> {
  const isThere = await hasStaging(database, staging);
  const checkpoint = await readCheckpoint(database, staging);
  const obstacle =
    checkpoint === undefined ? NO_CHECKPOINT : obstacleOf(target, checkpoint, standing);
  if (isThere && checkpoint !== undefined && obstacle === undefined) {
    return { warnings: [], carried: await takeUp(database, load, target, staging, checkpoint) };
  }
  const rows = isThere ? await countRows(database, staging.sql) : 0;
  await dropStaging(database, staging);
  await createStaging(database, staging);
  // what is in the table is not missing anywhere
  if (rows === 0 || standing === 'folded') return { warnings: [] };
  const from = checkpoint === undefined ? 'an earlier load' : `load ${checkpoint.loadId}`;
  return {
    warnings: [
      `${target.resource}: ${counted(rows, 'row')} that ${from} had staged and not finished ${rows === 1 ? 'was' : 'were'} dropped, because ${obstacle ?? NO_CHECKPOINT}; this run reads everything again.`,
    ],
  };
}

const NO_CHECKPOINT = 'no checkpoint says up to where they are whole';
const OTHER_STATE =
  'the database is not the one for which they were staged: it was removed, an older copy was put back, or another sync wrote the table';

/** Why a walk cannot go on from a checkpoint; undefined where it can. */
function obstacleOf(
  target: ResourceTarget,
  checkpoint: FoundCheckpoint,
  standing: FoundTable['standing'],
): string | undefined {
  if (standing === 'folded') return 'they are in the table';
  const maxAgeMs = target.maxCheckpointAgeMs ?? DEFAULT_MAX_AGE_MS;
  if (target.full) return 'a full run was asked for';
  if (target.isFamily) return 'resources that depend on each other are read together';
  if (standing === 'other') return OTHER_STATE;
  if (checkpoint.planHash !== target.planHash) return 'they were read with another configuration';
  if (checkpoint.ageMs > maxAgeMs) {
    const [age, limit] = [checkpoint.ageMs, maxAgeMs].map(describeDuration);
    return `they are ${age} old and the checkpoint's greatest age is ${limit}`;
  }
  return checkpoint.state === undefined ? NO_CHECKPOINT : undefined;
}

async function takeUp(
  database: Database,
  load: LoadStart,
  target: ResourceTarget,
  staging: StagingTable,
  checkpoint: FoundCheckpoint,
): Promise<Carried> {
  await step('resume', async () => {
    await deleteBehind(database, staging, checkpoint);
    await claimCheckpoint(database, staging, load);
  });
  const counts = await countStaged(database, staging, checkpoint.pass, hasCopies(target));
  const lastKeys = await readKeys(database, staging, checkpoint, MAX_LAST_KEYS);
  const { state = '', page, startedAt: since } = checkpoint;
  const rows = counts.firstPass + counts.late;
  const { walk, mark } = checkpoint;
  const resume = { state, rows, lastKeys, page, since };
  return { counts, checkpoint, mark: { walk, mark }, resume };
}
