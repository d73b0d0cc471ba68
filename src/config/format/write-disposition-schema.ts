import { z } from 'zod';
import type { WriteMode } from '../../schema/table-hints.ts';
import type { WriteDispositionConfig, WriteDispositionName } from './config-types.ts';
import { choice, describeChoice, flag, NOT_YET } from './fields.ts';
import { section } from './section.ts';

const NAMES = ['append', 'replace', 'merge'] as const;

const name = z.enum(NAMES, {
  error: ({ input }) =>
    input === 'skip'
      ? '`skip` is written as `selected: false` on the resource'
      : describeChoice(input, NAMES, []),
});

const written = section('write_disposition', {
  disposition: name,
  strategy: choice(['delete-insert', 'upsert', 'insert-only'], ['scd2', 'cdc']).exactOptional(),
  deduplicated: flag().exactOptional(),
}).superRefine(({ disposition, strategy, deduplicated }, context) => {
  if (strategy !== undefined && disposition !== 'merge') {
    const message = `goes with the disposition \`merge\` only, not with \`${disposition}\``;
    context.addIssue({ code: 'custom', path: ['strategy'], message });
  }
  if (deduplicated !== undefined && strategy !== 'delete-insert') {
    const message = 'goes with the strategy `delete-insert` only, written out';
    context.addIssue({ code: 'custom', path: ['deduplicated'], message });
  } else if (deduplicated === true) {
    const message = `\`true\` is ${NOT_YET}; the last row of each key counts anyway. Leave it out`;
    context.addIssue({ code: 'custom', path: ['deduplicated'], message });
  }
});

/** The `write_disposition` of a resource. */
export const writeDispositionSchema: z.ZodType<WriteDispositionConfig> = z.union([name, written]);

/** The keys that rows are merged by. */
export interface MergeKeys {
  readonly primaryKey: readonly string[];
  readonly mergeKey: readonly string[];
}

/**
 * How rows come into the table. Without a disposition they are appended, and so are those to be merged by no key at all:
 * that is what the format does with them.
 */
export function writeMode(
  config: WriteDispositionConfig | null | undefined,
  { primaryKey, mergeKey }: MergeKeys,
): WriteMode {
  const { disposition, strategy } = writeOut(config);
  if (disposition !== 'merge') return disposition;
  if (strategy === 'insert-only') return 'insert_only';
  return primaryKey.length + mergeKey.length > 0 ? 'merge' : 'append';
}

/** What is missing for a checked disposition, if anything is. */
export function writeProblem(
  config: WriteDispositionConfig | null | undefined,
  { primaryKey }: MergeKeys,
): string | undefined {
  const { disposition, strategy } = writeOut(config);
  if (disposition !== 'merge') return undefined;
  return (strategy === 'upsert' || strategy === 'insert-only') && primaryKey.length === 0
    ? `\`${strategy}\` needs a \`primary_key\``
    : undefined;
}

function writeOut(config: WriteDispositionConfig | null | undefined): {
  readonly disposition: WriteDispositionName;
  readonly strategy?: string;
} {
  if (config == null) return { disposition: 'append' };
  return typeof config === 'string' ? { disposition: config } : config;
}
