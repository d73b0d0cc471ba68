import { type Command, InvalidArgumentError, Option } from 'commander';

/** The flags that all commands have. */
export interface CommonFlags {
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
  readonly layout: 'native';
  readonly dataset: string;
  /** A path, or `-` for stdout. */
  readonly report?: string;
}

export type StreamFlags = CommonFlags;

/** Flags that have a meaning already and do nothing yet: refused by name, so that nobody relies on them. */
const LATER_FLAGS = [
  '--verify <how>',
  '--require <verdict>',
  '--full',
  '--max-pages <n>',
  '--wait-lock <seconds>',
  '--env-file <path>',
  '--since <time>',
  '--until <time>',
];

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
      new Option('--layout <layout>', 'how rows become tables: native')
        .default('native')
        .argParser(parseLayout),
    )
    .addOption(
      new Option('--dataset <schema>', 'schema of the tables').default('main').argParser(parseText),
    )
    .addOption(new Option('--report <file|->', 'write the report as JSON').argParser(parseText));
}

export function addCommonFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--log-format <format>', 'how progress is told on stderr')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('-v, --verbose', 'stacks and causes of errors', false)
    .option('--quiet', 'nothing but errors and warnings', false);
}

export function refuseLaterFlags(command: Command): Command {
  for (const flags of LATER_FLAGS) {
    const option = new Option(flags.replace(/<(.+)>/, '[$1]')).hideHelp();
    command.addOption(option);
    command.on(`option:${option.name()}`, () => {
      command.error(`error: --${option.name()} is not available yet`);
    });
  }
  return command;
}

function parseText(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.');
  return value;
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

function parseLayout(value: string): string {
  if (value === 'dlt') throw new InvalidArgumentError('Layout dlt is not available yet.');
  if (value !== 'native') throw new InvalidArgumentError('Expected native.');
  return value;
}
