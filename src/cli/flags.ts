import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SyncOptions } from '../index.ts';
import type { Requirement } from './exit-code.ts';

/** The flags of the commands that read a configuration. */
export interface CommonFlags {
  /** A file of variables; `.env` of the working directory when absent. */
  readonly envFile?: string;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly logFormat: 'text' | 'json';
}

/** The flags of `sluice sync`, as commander hands them on. */
export interface SyncFlags extends CommonFlags {
  /** A path, or `-` for stdout. */
  readonly to: string;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  /** Resources at the same time; the library's default when absent. */
  readonly concurrency?: number;
  readonly layout: Layout;
  readonly takeOver: boolean;
  readonly dataset: string;
  /** What the configuration says when absent. */
  readonly verify?: Mode;
  /** What the configuration says when absent. */
  readonly nested?: Nested;
  /** The least verdict that is good enough. */
  readonly require: Requirement;
  readonly full: boolean;
  readonly since?: string | number;
  readonly until?: string | number;
  readonly maxPages?: number;
  /** Seconds; the library's default when absent. */
  readonly waitLock?: number;
  /** The folder of the staging file; beside the database when absent. */
  readonly state?: string;
  /** As DuckDB writes it; the library's default when absent. */
  readonly memoryLimit?: string;
  /** A path, or `-` for stdout. */
  readonly report?: string;
}

/** The flags of `sluice check`. */
export interface CheckFlags extends CommonFlags {
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly layout: Layout;
  readonly offline: boolean;
  readonly json: boolean;
}

/** The flags of `sluice stream`. */
export interface StreamFlags extends CommonFlags {
  /** What the configuration says is meant for `sync`. */
  readonly verify: Mode;
}

/** The flags of the commands that look at a database, and at no API. */
interface DatabaseFlags {
  readonly to: string;
  /** The folder of the staging file; beside the database when absent. */
  readonly state?: string;
  readonly verbose: boolean;
}

/** The flags of `sluice status`. */
export interface StatusFlags extends DatabaseFlags {
  /** All schemas of tables when absent. */
  readonly dataset?: string;
  readonly json: boolean;
}

/** The flags of the commands that act on one resource of a database. */
export interface ResourceFlags extends DatabaseFlags {
  readonly dataset: string;
}

/** The flags of `sluice cursor`. */
export interface CursorFlags extends ResourceFlags {
  readonly envFile?: string;
  /** Shows the cursor when absent. */
  readonly set?: string | number;
  readonly json: boolean;
}

type Mode = NonNullable<SyncOptions['verify']>;
type Nested = NonNullable<SyncOptions['nested']>;
type Layout = NonNullable<SyncOptions['layout']>;

const MODES: readonly Mode[] = ['overlap', 'passes', 'total', 'off'];
const NESTED: readonly Nested[] = ['typed', 'json'];
const LAYOUTS: readonly Layout[] = ['native', 'dlt'];

/** What a timer can hold, in whole seconds. */
const MAX_SECONDS = 2_147_483;

/** Declares the flags of `sync`, once: help and parsing come from here. */
export function addSyncFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--to <path|->', 'DuckDB file, or - for NDJSON on stdout')
        .default('sluice.duckdb')
        .argParser(parseText),
    )
    .addOption(new Option('--only <a,b>', 'load these resources only').argParser(parseNames))
    .addOption(new Option('--exclude <a,b>', 'load all but these').argParser(parseNames))
    .addOption(new Option('--concurrency <n>', 'resources at the same time').argParser(parseCount))
    .addOption(
      new Option('--layout <layout>', 'how rows become tables').choices(LAYOUTS).default('native'),
    )
    .option('--take-over', 'go on in a dataset that dlt made (with --layout dlt)', false)
    .addOption(datasetOption())
    .addOption(
      new Option(
        '--verify <mode>',
        'how a walk proves that it is complete (default: as configured, else overlap)',
      ).choices(MODES),
    )
    .addOption(
      new Option(
        '--nested <how>',
        'objects and lists of new columns (default: as configured, else typed)',
      ).choices(NESTED),
    )
    .addOption(
      new Option('--require <verdict>', 'what is good enough for exit code 0')
        .choices(['complete', 'exhausted'])
        .default('exhausted'),
    )
    .option('--full', 'drop what earlier runs staged, ignore cursors, read from the start', false)
    .addOption(
      new Option(
        '--since <value>',
        'start incremental resources at this value, or so long ago (7d, 12h), this once; cursors stay where they are',
      ).argParser(parseCursor),
    )
    .addOption(
      new Option('--until <value>', 'end incremental resources at this value, this once').argParser(
        parseCursor,
      ),
    )
    .addOption(
      new Option('--max-pages <n>', 'a try: end each resource after so many pages').argParser(
        parseCount,
      ),
    )
    .addOption(
      new Option(
        '--wait-lock <seconds>',
        'wait for whoever has the database: a sync at the start (default: 0), a reader when rows are written (default: 60)',
      ).argParser(parseSeconds),
    )
    .addOption(stateOption())
    .addOption(
      new Option(
        '--memory-limit <size>',
        'what DuckDB may use, as 512MB (default: 256MB, or SLUICE_MEMORY_LIMIT)',
      ).argParser(parseText),
    )
    .addOption(new Option('--report <file|->', 'write the report as JSON').argParser(parseText));
}

/** Declares the flags of `stream`. */
export function addStreamFlags(command: Command): Command {
  return command.addOption(
    new Option('--verify <mode>', 'how the walk proves that it is complete')
      .choices(MODES)
      .default('off'),
  );
}

/** Declares the flags of the commands that look at a database. */
function addDatabaseFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--to <path>', 'DuckDB file').default('sluice.duckdb').argParser(parsePath),
    )
    .addOption(stateOption())
    .option('-v, --verbose', 'stacks and causes of errors', false);
}

/** Declares the flags of `status`. */
export function addStatusFlags(command: Command): Command {
  return addDatabaseFlags(command)
    .addOption(new Option('--dataset <schema>', 'only tables of this schema').argParser(parseText))
    .option('--json', 'as JSON', false);
}

/** Declares the flags of the commands that act on one resource of a database. */
export function addResourceFlags(command: Command): Command {
  return addDatabaseFlags(command).addOption(datasetOption());
}

/** Declares the flags of `cursor`. */
export function addCursorFlags(command: Command): Command {
  return addResourceFlags(command)
    .addOption(
      new Option(
        '--set <value>',
        'where the next run starts: a value of the cursor, or from now (7d, 12h)',
      ).argParser(parseCursor),
    )
    .addOption(envFileOption())
    .option('--json', 'as JSON', false);
}

function stateOption(): Option {
  return new Option(
    '--state <folder>',
    'folder of the file in which rows wait (default: beside the database)',
  ).argParser(parseText);
}

function datasetOption(): Option {
  return new Option('--dataset <schema>', 'schema of the tables')
    .default('main')
    .argParser(parseText);
}

function envFileOption(): Option {
  // Node 20 reads an argument `--env-file` of any program, and ends with code 9 if there is no such file; `-e` is ours alone
  return new Option(
    '-e, --env-file <path>',
    'file with variables, in place of .env; the environment goes before it',
  ).argParser(parseText);
}

/** Declares the flags of `check`. */
export function addCheckFlags(command: Command): Command {
  return command
    .addOption(new Option('--only <a,b>', 'look at these resources only').argParser(parseNames))
    .addOption(new Option('--exclude <a,b>', 'look at all but these').argParser(parseNames))
    .addOption(new Option('--layout <layout>', 'of the load').choices(LAYOUTS).default('native'))
    .option('--offline', 'validate and show the plan, ask for nothing', false)
    .option('--json', 'as JSON', false);
}

export function addCommonFlags(command: Command): Command {
  return command
    .addOption(envFileOption())
    .addOption(
      new Option('--log-format <format>', 'how progress is told on stderr')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('-v, --verbose', 'stacks and causes of errors', false)
    .option('--quiet', 'nothing but errors and warnings', false);
}

function parseText(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.');
  return value;
}

/** A cursor is a number or a text, such as an ISO date-time. */
function parseCursor(value: string): string | number {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : parseText(value);
}

function parsePath(value: string): string {
  if (value === '-') throw new InvalidArgumentError('Expected the path of a database.');
  return parseText(value);
}

function parseSeconds(value: string): number {
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(value) || Number(value) > MAX_SECONDS) {
    throw new InvalidArgumentError(`Expected a number of seconds from 0 to ${MAX_SECONDS}.`);
  }
  return Number(value);
}

function parseNames(value: string, before?: readonly string[]): readonly string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw new InvalidArgumentError('Expected names with a comma between them.');
  }
  return [...(before ?? []), ...names];
}

function parseCount(value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) {
    throw new InvalidArgumentError('Expected a whole number from 1 to 999999.');
  }
  return Number(value);
}
