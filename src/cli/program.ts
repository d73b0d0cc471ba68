import { Command } from 'commander';
import {
  addCheckFlags,
  addCommonFlags,
  addCursorFlags,
  addResourceFlags,
  addStatusFlags,
  addStreamFlags,
  addSyncFlags,
  type CheckFlags,
  type CursorFlags,
  type ResourceFlags,
  type StatusFlags,
  type StreamFlags,
  type SyncFlags,
} from './flags.ts';

/** What the program does once its arguments are understood. */
export interface Actions {
  sync(config: string | undefined, flags: SyncFlags): Promise<void>;
  check(config: string | undefined, flags: CheckFlags): Promise<void>;
  stream(resource: string, config: string | undefined, flags: StreamFlags): Promise<void>;
  status(flags: StatusFlags): Promise<void>;
  reset(resource: string, flags: ResourceFlags): Promise<void>;
  migrateNested(resource: string, flags: ResourceFlags): Promise<void>;
  cursor(resource: string, config: string | undefined, flags: CursorFlags): Promise<void>;
}

/** Thrown while arguments are read when the version was asked for, wherever it stood among them. */
export class VersionAsked extends Error {}

/** Where the program's own words go: help to `out`, what is wrong with the arguments to `err`. */
export interface ProgramOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const SYNC_EXAMPLES = `
Examples:
  $ sluice sync                                    sluice.config.* into sluice.duckdb
  $ sluice sync crm.config.yaml --to crm.duckdb --only contacts,deals
  $ sluice sync --require complete                 exit code 0 only if everything is proved

Exit codes: 0 complete or exhausted (--require), 1 failed (safe to run again), 2 usage or configuration,
3 finished, but less than required (drifted, incomplete, rejected rows, refused deletes), 130/143 interrupted.`;

const CHECK_EXAMPLES = `
Examples:
  $ sluice check
  $ sluice check crm.config.yaml --only contacts
  $ sluice check --offline                         no request is made

Exit codes: 0 every page was as configured, 1 a resource failed, 2 usage or configuration, 3 a page shows something to look at.`;

const STREAM_EXAMPLES = `
Examples:
  $ sluice stream contacts | head -3
  $ sluice stream deals crm.config.yaml > deals.ndjson
  $ sluice stream contacts | duckdb -c "FROM read_json('/dev/stdin')"`;

const STATUS_EXAMPLES = `
Examples:
  $ sluice status
  $ sluice status --to crm.duckdb --dataset crm
  $ sluice status --json | jq .checkpoints`;

const RESET_EXAMPLES = `
The table itself stays as it is.

Examples:
  $ sluice reset contacts
  $ sluice reset contacts --to crm.duckdb
  $ sluice reset contacts --dataset crm`;

const MIGRATE_EXAMPLES = `
New tables have such types from the start; tables that are there keep what they have until this is run.

Examples:
  $ sluice migrate-nested contacts
  $ sluice migrate-nested contacts --to crm.duckdb --dataset crm`;

const CURSOR_EXAMPLES = `
The tables stay as they are. A dependent resource has a cursor for each parent row; it is shown how many, and none is set.

Examples:
  $ sluice cursor contacts
  $ sluice cursor contacts --set 2024-06-01 --to crm.duckdb
  $ sluice cursor contacts crm.config.yaml --set 7d`;

const EXAMPLES = `
Examples:
  $ sluice sync                                    load every resource into sluice.duckdb
  $ sluice sync --to - | head -3                   rows as NDJSON on stdout
  $ sluice stream contacts | jq .email             one resource, one bare row a line`;

/** Declares the commands. The program throws commander's errors instead of ending the process. */
export function createProgram(actions: Actions, output: ProgramOutput): Command {
  const program = new Command('sluice')
    .description(
      'Syncs REST APIs into DuckDB, and says what it can prove about the result: that it is complete, or that it is not.',
    )
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .showHelpAfterError('(--help lists the commands and flags)')
    .option('--version', 'print the version')
    .addHelpText('after', EXAMPLES)
    .on('option:version', () => {
      throw new VersionAsked();
    });

  const sync = program
    .command('sync')
    .description('Loads every selected resource of a configuration.')
    .argument('[config]', 'a .ts, .js, .json or .yaml file (default: sluice.config.* here)')
    .addHelpText('after', SYNC_EXAMPLES)
    .action((config: string | undefined, flags: SyncFlags) => actions.sync(config, flags));
  addCommonFlags(addSyncFlags(sync));

  const check = program
    .command('check')
    .description(
      'Validates a configuration, shows what a sync would do, and asks each resource for its first page. It changes nothing.',
    )
    .argument('[config]', 'a .ts, .js, .json or .yaml file (default: sluice.config.* here)')
    .addHelpText('after', CHECK_EXAMPLES)
    .action((config: string | undefined, flags: CheckFlags) => actions.check(config, flags));
  addCommonFlags(addCheckFlags(check));

  const stream = program
    .command('stream')
    .description('Writes the rows of one resource to stdout as NDJSON, one bare row a line.')
    .argument('<resource>', 'a resource of the configuration')
    .argument('[config]', 'a .ts, .js, .json or .yaml file (default: sluice.config.* here)')
    .addHelpText('after', STREAM_EXAMPLES)
    .action((resource: string, config: string | undefined, flags: StreamFlags) =>
      actions.stream(resource, config, flags),
    );
  addCommonFlags(addStreamFlags(stream));

  const status = program
    .command('status')
    .description('Tells what a database knows of its loads: the last verdicts, and what is staged.')
    .addHelpText('after', STATUS_EXAMPLES)
    .action((flags: StatusFlags) => actions.status(flags));
  addStatusFlags(status);

  const reset = program
    .command('reset')
    .description(
      'Drops what is staged of a resource, so that the next run reads it from the start.',
    )
    .argument('<resource>', 'a resource of the database')
    .addHelpText('after', RESET_EXAMPLES)
    .action((resource: string, flags: ResourceFlags) => actions.reset(resource, flags));
  addResourceFlags(reset);

  const migrate = program
    .command('migrate-nested')
    .description(
      'Gives JSON columns of a resource types of their own, STRUCT and LIST, if all values have one shape.',
    )
    .argument('<resource>', 'a resource of the database')
    .addHelpText('after', MIGRATE_EXAMPLES)
    .action((resource: string, flags: ResourceFlags) => actions.migrateNested(resource, flags));
  addResourceFlags(migrate);

  const cursor = program
    .command('cursor')
    .description('Shows where the next run of an incremental resource starts, or sets it.')
    .argument('<resource>', 'an incremental resource')
    .argument('[config]', 'what --set reads: a configuration, as sync takes it')
    .addHelpText('after', CURSOR_EXAMPLES)
    .action((resource: string, config: string | undefined, flags: CursorFlags) =>
      actions.cursor(resource, config, flags),
    );
  addCursorFlags(cursor);

  return program;
}
