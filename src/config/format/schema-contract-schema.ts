import { z } from 'zod';
import type { SchemaContract } from '../../schema/table-hints.ts';
import type { SchemaContractConfig } from './config-types.ts';
import { choice } from './fields.ts';
import { section } from './section.ts';

const mode = choice(['evolve', 'freeze', 'discard_row', 'discard_value']);

/** The `schema_contract` of a resource. */
export const schemaContractSchema: z.ZodType<SchemaContractConfig> = z.union([
  mode,
  section('schema_contract', {
    tables: mode.nullable().exactOptional(),
    columns: mode.nullable().exactOptional(),
    data_type: mode.nullable().exactOptional(),
  }),
]);

/** A checked contract with every default in place: one word is for all three. */
export function schemaContract(config: SchemaContractConfig | null | undefined): SchemaContract {
  const word = typeof config === 'string' ? config : 'evolve';
  const own = typeof config === 'object' && config !== null ? config : {};
  return {
    tables: own.tables ?? word,
    columns: own.columns ?? word,
    dataType: own.data_type ?? word,
  };
}
