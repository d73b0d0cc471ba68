import type { LoadStart, ResourceTarget } from '../destination/destination.ts';
import type { FieldFacts } from '../model.ts';
import { readFacts, type WrittenFacts, writtenFacts } from '../schema/facts.ts';
import type { Database } from './database.ts';
import { catalogName, foldedName } from './quote.ts';
import { STAGING } from './staging-file.ts';
import type { StagedMark, TargetMark } from './target.ts';

/** How far a walk is staged, committed together with its rows. */
export interface Checkpoint {
  /** The state of the walk behind its last whole page; undefined before the first one that told its state. */
  readonly state: string | undefined;
  /** The last whole page; the last one at all where no state is known. */
  readonly pass: number;
  readonly page: number;
  /** Rows of the first pass up to there, without those that were reread. */
  readonly rows: number;
  /** What was seen in the values up to there, and possibly further on. */
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** Characters of row text up to there, and possibly further on. */
  readonly textLength: number;
  /** When the first rows of the walk were staged, as an ISO date-time. */
  readonly startedAt: string;
}

/** A checkpoint as an earlier run left it. */
export interface FoundCheckpoint extends Checkpoint, StagedMark {
  readonly loadId: string;
  readonly planHash: string;
  readonly ageMs: number;
}

interface OfWalk {
  readonly dataset: string;
  readonly table: string;
  readonly resource: string;
}

const CHECKPOINTS = `${STAGING}.main.checkpoints`;
const OF_WALK = `${foldedName('dataset')} = $1 AND ${foldedName('"table"')} = $2 AND resource = $3`;

export async function readCheckpoint(
  database: Database,
  of: OfWalk,
): Promise<FoundCheckpoint | undefined> {
  const [row] = await database.rows(
    `SELECT *, (epoch_ms(now()) - epoch_ms(updated_at))::DOUBLE AS age_ms,
       epoch_ms(coalesce(started_at, updated_at))::DOUBLE AS started_ms
     FROM ${CHECKPOINTS} WHERE ${OF_WALK}`,
    values(of),
  );
  if (row === undefined) return undefined;
  const state = row['state'];
  return {
    state: typeof state === 'string' ? state : undefined,
    pass: Number(row['pass']),
    page: Number(row['page']),
    rows: Number(row['rows']),
    facts: factsOf(JSON.parse(String(row['facts']))),
    textLength: Number(row['text_length'] ?? 0),
    startedAt: new Date(Number(row['started_ms'])).toISOString(),
    loadId: String(row['load_id']),
    planHash: String(row['plan_hash']),
    ageMs: Number(row['age_ms']),
    walk: String(row['walk']),
    mark: JSON.parse(String(row['mark'])) as TargetMark,
  };
}

function factsOf(written: readonly [field: string, WrittenFacts][]): Checkpoint['facts'] {
  return new Map(written.map(([field, facts]) => [field, readFacts(facts)]));
}

export async function writeCheckpoint(
  database: Database,
  of: OfWalk,
  load: LoadStart,
  target: ResourceTarget,
  checkpoint: Checkpoint & StagedMark,
): Promise<void> {
  await dropCheckpoint(database, of);
  await database.run(
    `INSERT INTO ${CHECKPOINTS}
       (dataset, "table", resource, load_id, plan_hash, pass, page, rows, facts, updated_at, state, text_length, started_at, walk, mark)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CAST($9 AS JSON), now(), $10, $11, CAST($12 AS TIMESTAMPTZ), $13, CAST($14 AS JSON))`,
    [
      of.dataset,
      of.table,
      target.resource,
      load.loadId,
      target.planHash,
      checkpoint.pass,
      checkpoint.page,
      checkpoint.rows,
      // an array of pairs keeps the order of the fields, which an object would not for names like `7`
      JSON.stringify([...checkpoint.facts].map(([field, facts]) => [field, writtenFacts(facts)])),
      checkpoint.state ?? null,
      checkpoint.textLength,
      checkpoint.startedAt,
      checkpoint.walk,
      JSON.stringify(checkpoint.mark),
    ],
  );
}

/** A load goes on from a checkpoint: from now on what is staged is its own. */
export async function claimCheckpoint(
  database: Database,
  of: OfWalk,
  load: LoadStart,
): Promise<void> {
  await database.run(`UPDATE ${CHECKPOINTS} SET load_id = $4 WHERE ${OF_WALK}`, [
    ...values(of),
    load.loadId,
  ]);
}

export async function dropCheckpoint(database: Database, of: OfWalk): Promise<void> {
  await database.run(`DELETE FROM ${CHECKPOINTS} WHERE ${OF_WALK}`, values(of));
}

function values(of: OfWalk): readonly string[] {
  return [catalogName(of.dataset), catalogName(of.table), of.resource];
}

/** Whose walks are staged. */
export async function readOwners(
  database: Database,
): Promise<readonly (OfWalk & { readonly loadId: string })[]> {
  const rows = await database.rows(
    `SELECT dataset, "table", resource, load_id FROM ${CHECKPOINTS}`,
  );
  return rows.map((row) => ({
    dataset: String(row['dataset']),
    table: String(row['table']),
    resource: String(row['resource']),
    loadId: String(row['load_id']),
  }));
}
