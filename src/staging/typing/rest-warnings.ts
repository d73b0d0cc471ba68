import type { ResourceTarget } from '../../destination/destination.ts';
import { excerpt } from '../../excerpt.ts';
import type { FieldFacts } from '../../model.ts';
import { quoteText } from '../../parse/json-text.ts';
import { REST_COLUMN, REST_FIELD } from '../../schema/naming.ts';
import { DEFAULT_MAX_COLUMNS } from '../column-limit.ts';
import type { Database } from '../database.ts';
import { carriedText } from '../quote.ts';
import type { StagedRows } from './left-out.ts';

interface WideWalk {
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/** Names that the warning shows. */
const SHOWN_NAMES = 5;

/** Said if values went into the column for names that have none. */
export async function restWarnings(
  database: Database,
  { target, staging, facts }: WideWalk,
): Promise<readonly string[]> {
  if (!facts.has(REST_FIELD)) return [];
  const member = `${quoteText(REST_FIELD)}:{`;
  const [found] = await database.rows(
    `SELECT list_transform(json_keys(text, $1)[:${SHOWN_NAMES}], lambda name: ${carriedText('name')}) AS names
     FROM ${staging.sql} WHERE contains(text, $2) ORDER BY pass, page, row LIMIT 1`,
    [`/${REST_FIELD}`, member],
  );
  if (found === undefined) return [];
  // they are none if the value was too long to stay in its row
  const names = (found['names'] ?? []) as readonly string[];
  const shown = names.map((name) => `\`${excerpt(name)}\``).join(', ');
  const others = names.length === 0 ? 'others' : `others, such as ${shown},`;
  const { resource, maxColumns = DEFAULT_MAX_COLUMNS } = target;
  return [
    `${resource}: the rows have more names than \`max_columns\` (${maxColumns}) allows. Values of ${others} went into the JSON column \`${REST_COLUMN}\`. Raise \`max_columns\`, or lift what you need to the row with a \`map\` of \`processing_steps\`.`,
  ];
}
