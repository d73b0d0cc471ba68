import { Command } from 'commander';
import {
  addCommonFlags,
  addSyncFlags,
  refuseLaterFlags,
  type StreamFlags,
  type SyncFlags,
} from './flags.ts';

/** What the program does once its arguments are understood. */
export interface Actions {
  sync(config: string | undefined, flags: SyncFlags): Promise<void>;
  stream(resource: string, config: string | undefined, flags: StreamFlags): Promise<void>;
}

/** Thrown while arguments are read when the version was asked for, wherever it stood among them. */
export class VersionAsked extends Error {}

/** Where the program's own words go: help to `out`, what is wrong with the arguments to `err`. */
export interface ProgramOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const LATER_COMMANDS = ['check', 'status', 'reset'];

const SYNC_EXAMPLES = `
Examples:
  $ sluice sync                                    sluice.config.* into sluice.duckdb
  $ sluice sync crm.config.yaml --to crm.duckdb --only contacts,deals
  $ sluice sync --to - --quiet | jq -c .row        every row as NDJSON

Exit codes: 0 complete or exhausted, 1 failed (safe to run again), 2 usage or configuration,
3 finished but not proved (drifted, incomplete, rejected rows), 130/143 interrupted.`;

const STREAM_EXAMPLES = `
Examples:
  $ sluice stream contacts | head -3
  $ sluice stream deals crm.config.yaml > deals.ndjson
  $ sluice stream contacts | duckdb -c "FROM read_json('/dev/stdin')"`;

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
  refuseLaterFlags(addCommonFlags(addSyncFlags(sync)));

  const stream = program
    .command('stream')
    .description('Writes the rows of one resource to stdout as NDJSON, one bare row a line.')
    .argument('<resource>', 'a resource of the configuration')
    .argument('[config]', 'a .ts, .js, .json or .yaml file (default: sluice.config.* here)')
    .addHelpText('after', STREAM_EXAMPLES)
    .action((resource: string, config: string | undefined, flags: StreamFlags) =>
      actions.stream(resource, config, flags),
    );
  refuseLaterFlags(addCommonFlags(stream));

  for (const name of LATER_COMMANDS) {
    const later = program.command(name, { hidden: true }).helpOption(false);
    later.allowUnknownOption().allowExcessArguments();
    later.action(() => later.error(`error: \`sluice ${name}\` is not available yet`));
  }
  return program;
}
