import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DestinationError, withMessage } from '../../errors.ts';
import type { ResourceReport } from '../../model.ts';
import { type Consequence, openError } from '../../staging/duckdb-error.ts';
import { assertDuckDbFile, realFilePath } from '../../staging/file-access.ts';
import type { LockWaitOptions } from '../../staging/lock-wait.ts';
import { defaultMemoryLimit, raiseMemoryLimit } from '../../staging/memory.ts';
import { openStagingFile, type StagingFile } from '../../staging/staging-file.ts';
import type {
  FoldTransaction,
  FoundTable,
  OpenTarget,
  StagedWalk,
  Target,
} from '../../staging/target.ts';
import type { CatalogTable } from '../../staging/typing/known-table.ts';
import { assertOwnTable } from '../../staging/typing/table-plan.ts';
import { assertTableAllowed } from '../../staging/typing/validate-rows.ts';
import { type LoadStart, NO_COUNTS } from '../destination.ts';
import { writeRule } from '../write-rule.ts';
import { BOOKS_VERSION, bookTables, hasHistory, knownVersion, openBooks } from './books/books.ts';
import { createCursorBooks, keepCursors, moveCursors } from './books/cursor-books.ts';
import { insertFold, readMark, readStanding } from './books/fold-books.ts';
import { finishLoad, insertLoad, insertResource } from './books/load-books.ts';
import { dropTaken, isStaged, takeStaged } from './books/migrate-books.ts';
import { readColumns } from './books/table-books.ts';
import { readTable, schemaProblem } from './catalog.ts';
import { dltLoadId, schemaNameOf } from './dlt/dlt-books.ts';
import { type DltLoad, foldDlt } from './dlt/dlt-fold.ts';
import { assertDltTable } from './dlt/dlt-look.ts';
import { takeOverDataset, writeState } from './dlt/dlt-state.ts';
import { type FoldResult, fold } from './fold/fold.ts';
import { assertKeyFits } from './fold/row-keys.ts';
import { withTarget } from './target-file.ts';

export interface DuckDbTargetOptions extends LockWaitOptions {
  /** Whether loads of layout `dlt` go on in a dataset that dlt made. Default: false. */
  readonly takeOver?: boolean;
}

/** A DuckDB file with the books of all loads in its schema `_sluice`. */
export function duckdbTarget(
  name: string,
  { takeOver = false, ...options }: DuckDbTargetOptions = {},
): Target {
  return {
    name,
    async stagingPath(folder) {
      assertPath(name);
      if (folder !== undefined) await mkdir(folder, { recursive: true });
      return stagingPathOf(name, folder);
    },
    async open(load, staging, onWaiting) {
      assertDataset(load.dataset);
      const path = await realPath(name);
      const place = {
        ...{ name, path, staging },
        options: { ...options, ...(onWaiting && { onWaiting }) },
      };
      await prepareBooks(place, () => keepCursors(staging, load));
      if (takeOver && existsSync(path)) {
        await attach(place, START, async () => {
          await staging.inTransaction(name, 'Nothing was written.', () =>
            takeOverDataset(staging, load),
          );
          await keepCursors(staging, load);
        });
      }
      return new DuckDbTarget({ ...place, load, takeOver });
    },
  };
}

/** Where the staging file of a database stands: beside it, or in a folder. */
export async function stagingPathOf(name: string, folder: string | undefined): Promise<string> {
  const path = await realPath(name);
  if (folder === undefined) return `${path}.staging`;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(folder, `${basename(path)}-${hash}.staging`);
}

/** How to reach a database for other than a load. */
export interface StoreOptions extends LockWaitOptions {
  /** The folder of the staging file, as `sync` takes it. Default: it stands beside the database. */
  readonly state?: string;
}

/**
 * Does something with a database that is there, and with its staging file, when nobody is at work on them. Returns undefined if
 * no sync has written to it.
 */
export async function changeStore<T>(
  name: string,
  { state, ...options }: StoreOptions,
  work: (staging: StagingFile) => Promise<T>,
): Promise<T | undefined> {
  const path = await realPath(name);
  await assertDuckDbFile(path, true, name);
  const staging = await openStagingFile(await stagingPathOf(name, state), {
    ...{ ...options, name, memoryLimit: defaultMemoryLimit() },
  });
  const place = { name, path, staging, options };
  try {
    const hasBooks = await attach(place, READ, async () => (await bookTables(staging)).length > 0);
    if (!hasBooks) return undefined;
    await prepareBooks(place, async () => {});
    return await attach(place, START, () => work(staging));
  } finally {
    await staging.close();
  }
}

function realPath(name: string): Promise<string> {
  return realFilePath(name).catch((error: unknown) => {
    throw openError(name, error);
  });
}

/** A DuckDB file, and the staging file in front of it. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly staging: StagingFile;
  readonly options: LockWaitOptions;
}

/** Makes books where there are none, brings older ones to this version, and does `work` while they are attached. */
async function prepareBooks(place: Place, work: () => Promise<void>): Promise<void> {
  const { path, staging, name } = place;
  const isReady =
    existsSync(path) &&
    (await attach(place, READ, async () => {
      const tables = await bookTables(staging);
      if (tables.length === 0 || tables.some(isStaged)) return false;
      const version = await knownVersion(staging, tables, name);
      if (version < BOOKS_VERSION || !(await hasHistory(staging))) return false;
      await work();
      return true;
    }));
  if (isReady) return;
  await attach(place, START, async () => {
    const untouched = 'Nothing was written.';
    await staging.inTransaction(name, untouched, () => openBooks(staging, name));
    const tables = await bookTables(staging);
    if (tables.some(isStaged)) {
      const mark = await readMark(staging);
      await staging.inTransaction(name, untouched, () => takeStaged(staging, tables, mark));
      await staging.inTransaction(name, untouched, () => dropTaken(staging, tables));
    }
    await work();
  });
}

interface Access {
  readonly isReadOnly: boolean;
  readonly isMade: boolean;
  /** How long to wait for whoever has the database open, by what was asked for. */
  readonly waitMs: (asked: number | undefined) => number;
}

/** Another load may be folding: a moment is waited for it in any case. */
const aMoment = (asked = 0): number => Math.max(asked, 1000);
const READ: Access = { isReadOnly: true, isMade: false, waitMs: aMoment };
const START: Access = { isReadOnly: false, isMade: true, waitMs: aMoment };
const FOLD: Access = { isReadOnly: false, isMade: false, waitMs: (asked = 60_000) => asked };
/** After a fold that waited in vain, the record of the load does not wait again. */
const AT_ONCE: Access = { ...FOLD, waitMs: () => 0 };

function attach<T>(
  { staging, path, name, options }: Place,
  { waitMs, ...access }: Access,
  work: () => Promise<T>,
): Promise<T> {
  const waitLockMs = waitMs(options.waitLockMs);
  return withTarget(staging, path, { ...options, ...access, waitLockMs, name }, work);
}

interface TargetParts extends Place {
  readonly load: LoadStart;
  readonly takeOver: boolean;
}

class DuckDbTarget implements OpenTarget {
  readonly cursors: OpenTarget['cursors'];
  readonly #parts: TargetParts;
  /** Whether the load stands in the books. */
  #isRecorded = false;
  /** The reports that stand there, by resource. */
  readonly #reported = new Map<string, ResourceReport>();
  /** What the folds of this load into tables of layout `dlt` share. */
  #dlt: DltLoad | undefined;
  /** Whether a fold waited in vain: the record of the load need not wait as long again. */
  #isHeld = false;

  constructor(parts: TargetParts) {
    this.#parts = parts;
    this.cursors = createCursorBooks(parts.staging);
  }

  look(...[target, staged]: Parameters<OpenTarget['look']>): Promise<FoundTable> {
    const { staging, load, takeOver } = this.#parts;
    const { dataset } = load;
    return attach(this.#parts, READ, async () => {
      const known = await readColumns(staging, dataset, target.table);
      const catalog = await readTable(staging, dataset, target.table);
      const isDlt = target.dlt !== undefined;
      if (isDlt) await assertDltTable(staging, load, target, { known, catalog, takeOver });
      else assertOwnTable(target, dataset, known, catalog);
      assertTableAllowed(target, catalog);
      await staging.expectRows(catalog?.rows ?? 0);
      const warnings = isDlt
        ? []
        : await assertKeyFits(staging, { load, target }, { known, catalog });
      const mark = await readMark(staging);
      const of = { dataset, target, staging: staging.id };
      return {
        fields: known.map(({ field }) => field),
        isThere: catalog !== undefined,
        warnings,
        mark,
        standing: staged === undefined ? 'current' : await readStanding(staging, staged, of),
      };
    });
  }

  async fold<T>(...[where, consequence, work]: Parameters<OpenTarget['fold']>): Promise<T> {
    const { staging } = this.#parts;
    const recorded: ResourceReport[] = [];
    const versionHash = this.#dlt?.versionHash;
    try {
      const result = await attach(this.#parts, FOLD, () =>
        staging.inTransaction(where, consequence, async () => {
          await this.#recordLoad();
          const needed = { commitBytes: 0 };
          const made = await work(this.#transaction(recorded, needed));
          await raiseMemoryLimit(staging, needed.commitBytes);
          return made;
        }),
      );
      this.#isRecorded = true;
      for (const one of recorded) this.#reported.set(one.name, one);
      return result as T;
    } catch (error) {
      // the schema that was stored went with the transaction
      if (this.#dlt !== undefined) this.#dlt.versionHash = versionHash;
      if (error instanceof DestinationError && error.code === 'DESTINATION_LOCKED') {
        this.#isHeld = true;
        throw heldError(where, error, consequence);
      }
      throw error;
    }
  }

  #transaction(recorded: ResourceReport[], needed: { commitBytes: number }): FoldTransaction {
    const { staging, load, name } = this.#parts;
    return {
      apply: async (walk) => {
        const { target, table } = walk;
        const of = { dataset: load.dataset, target, staging: staging.id };
        if ((await readStanding(staging, walk, of)) !== 'current') {
          throw movedError(target.resource, name);
        }
        const catalog = await readTable(staging, load.dataset, target.table);
        const isThere = catalog !== undefined;
        const isEmptied = walk.missing !== 'kept' || writeRule(target) === 'replace';
        const isFolded = walk.rows > 0 || (isEmptied && isThere);
        const folded = isFolded ? await this.#applied(walk, catalog) : NOTHING;
        const { commitBytes, isMade, ...counts } = folded;
        needed.commitBytes = Math.max(needed.commitBytes, commitBytes);
        const { resource } = target;
        await insertFold(staging, load, {
          walk: walk.walk,
          staging: staging.id,
          resource,
          table: table.table,
        });
        return { ...counts, ...((isThere || isMade) && { table: target.table }) };
      },
      moveCursors: (resource, moves) =>
        moveCursors(staging, load, resource, moves, () => movedError(resource, name)),
      record: async (report) => {
        await insertResource(staging, load, report);
        recorded.push(report);
      },
    };
  }

  #applied(walk: StagedWalk, catalog: CatalogTable | undefined): Promise<FoldResult> {
    const { staging, load } = this.#parts;
    if (walk.target.dlt === undefined) return fold(staging, load, walk, catalog);
    this.#dlt ??= {
      ...{ start: load, id: dltLoadId(load), schemaName: schemaNameOf(load) },
      ...{ base: undefined, versionHash: undefined },
    };
    return foldDlt(staging, this.#dlt, walk);
  }

  record(report: Parameters<OpenTarget['record']>[0]): Promise<void> {
    const { staging, load, name } = this.#parts;
    const consequence =
      'The rows of this load are as their reports say; only its own record is missing.';
    const where = `${name}: load ${load.loadId}`;
    return attach(this.#parts, this.#isHeld ? AT_ONCE : FOLD, () =>
      staging.inTransaction(where, consequence, async () => {
        await this.#recordLoad();
        const missing = report.resources.filter((one) => this.#reported.get(one.name) !== one);
        for (const resource of missing) await insertResource(staging, load, resource);
        if (this.#dlt?.versionHash !== undefined) await writeState(staging, this.#dlt);
        await finishLoad(staging, report);
      }),
    );
  }

  async #recordLoad(): Promise<void> {
    const { staging, load } = this.#parts;
    if (!this.#isRecorded) await insertLoad(staging, load);
  }
}

const NOTHING = { ...NO_COUNTS, rejected: 0, commitBytes: 0, isMade: false };

function movedError(resource: string, name: string): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: ${name} is not as it was when these rows were read: another sync wrote to the table, or an older copy was put back. Nothing was written.`,
    { context: { resource, rowsRefused: true } },
  );
}

function heldError(
  where: string,
  { code, message, context, cause }: DestinationError,
  consequence: Consequence,
): DestinationError {
  const error = new DestinationError(code, message, { context, cause, retryable: true });
  const fate = typeof consequence === 'string' ? consequence : consequence(error);
  return withMessage(error, `${where}: ${message} ${fate}`) as DestinationError;
}

function assertDataset(dataset: string): void {
  const problem = schemaProblem(dataset);
  if (problem === undefined) return;
  throw new DestinationError(
    'DESTINATION_OPEN',
    `The dataset \`${dataset}\` ${problem}. Choose another name. Nothing was read or written.`,
    { context: { dataset } },
  );
}

function assertPath(path: string): void {
  const refuse = (what: string): DestinationError =>
    new DestinationError(
      'DESTINATION_OPEN',
      `${JSON.stringify(path)}: ${what} Nothing was read or written; give another path.`,
      { context: { path } },
    );
  if (path === '' || path === ':memory:') {
    throw refuse('a database in memory would be gone when the load ends.');
  }
  if (path.endsWith('.staging'))
    throw refuse('a file of this name holds rows that wait for another database.');
}
