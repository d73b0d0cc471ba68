import { counted } from '../../counted.ts';
import { describeDuration } from '../../duration.ts';
import { DestinationError } from '../../errors.ts';
import type { ResumePoint } from '../../model.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import {
  type Checkpoint,
  claimCheckpoint,
  type FoundCheckpoint,
  readCheckpoint,
} from './checkpoint.ts';
import type { Database } from './database.ts';
import { step } from './failpoints.ts';
import {
  countRows,
  countStaged,
  createStaging,
  deleteBehind,
  dropStaging,
  findStaging,
  readKeys,
  type StagedCounts,
  type StagingTable,
} from './staging-table.ts';
import { hasCopies } from './write-rule.ts';

/** What a walk begins with: rows that an earlier run staged, or an empty staging table. */
export interface Beginning {
  readonly warnings: readonly string[];
  readonly carried?: Carried;
}

/** What an earlier run staged of the same walk, taken up. */
export interface Carried {
  readonly counts: StagedCounts;
  readonly checkpoint: Checkpoint;
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
 * @throws {DestinationError} DESTINATION_WRITE where another version of Sluice staged rows
 */
export async function beginStaging(
  database: Database,
  load: LoadStart,
  target: ResourceTarget,
  staging: StagingTable,
): Promise<Beginning> {
  const found = await findStaging(database, staging);
  if (found === 'foreign') throw foreignError(target, staging);
  const checkpoint = await readCheckpoint(database, staging);
  const obstacle = checkpoint === undefined ? NO_CHECKPOINT : obstacleOf(target, checkpoint);
  if (found === 'known' && checkpoint !== undefined && obstacle === undefined) {
    return { warnings: [], carried: await takeUp(database, load, target, staging, checkpoint) };
  }
  const rows = found === 'known' ? await countRows(database, staging) : 0;
  await dropStaging(database, staging);
  await createStaging(database, staging);
  if (rows === 0) return { warnings: [] };
  const from = checkpoint === undefined ? 'an earlier load' : `load ${checkpoint.loadId}`;
  return {
    warnings: [
      `${target.resource}: ${counted(rows, 'row')} that ${from} had staged and not finished ${rows === 1 ? 'was' : 'were'} dropped, because ${obstacle ?? NO_CHECKPOINT}; this run reads everything again.`,
    ],
  };
}

const NO_CHECKPOINT = 'no checkpoint says up to where they are whole';

/** Why a walk cannot go on from a checkpoint; undefined where it can. */
function obstacleOf(target: ResourceTarget, checkpoint: FoundCheckpoint): string | undefined {
  const maxAgeMs = target.maxCheckpointAgeMs ?? DEFAULT_MAX_AGE_MS;
  if (target.full) return 'a full run was asked for';
  if (target.isFamily) return 'resources that depend on each other are read together';
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
  return { counts, checkpoint, resume: { state, rows, lastKeys, page, since } };
}

function foreignError(target: ResourceTarget, staging: StagingTable): DestinationError {
  const { resource, table } = target;
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: the rows that are staged for the table \`${table}\`, in \`_sluice.${staging.name}\`, were left by another version of Sluice. Take that version to finish them, or drop them with \`sluice reset ${resource}\`; the table and what is staged were left as they are, and nothing was fetched for it.`,
    { context: { resource, table } },
  );
}
