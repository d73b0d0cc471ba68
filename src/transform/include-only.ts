import type { Batch } from '../model.ts';
import { createRowBatches, type RowBatches, type RowBatchSpec } from '../parse/row-batch.ts';
import { mergeFactMaps } from '../schema/facts.ts';
import type { Include } from './include.ts';

/**
 * Sets fields on the rows of batches where nothing else is done with them. What the fields add to the facts is the same for
 * every row, so that no row is read, unless it may have such a field already, or the key needs one of them.
 */
export function createIncludeOnly(
  spec: RowBatchSpec,
  include: Include,
  toBatch: RowBatches,
): (batch: Batch) => Batch {
  const { resource, keyFields } = spec;
  const isInKey = include.names.some((name) => keyFields.includes(name));
  const alone = createRowBatches({ ...spec, keyFields: [], mergeKey: [] })(
    [{ text: include.text, row: 0 }],
    {
      pass: 1,
      page: 1,
    },
  );
  return (batch) => {
    const texts = batch.texts.map((text, i) =>
      include.append(text, { resource, page: batch.page, row: batch.rows[i] ?? i }),
    );
    const lacksKey = keyFields.length > 0 && batch.keys.includes(undefined);
    const isLossy = batch.lossyEncoding !== undefined;
    if (isInKey || lacksKey || isLossy || batch.texts.some(include.mayHave)) {
      const rows = texts.map((text, i) => ({ text, row: batch.rows[i] ?? i }));
      const built = toBatch(rows, batch);
      const { keys, exact, facts } = built;
      return { ...batch, texts: built.texts, keys, exact, facts };
    }
    const facts = mergeFactMaps(batch.facts, alone.facts);
    return { ...batch, texts, facts, exact: joinExact(batch, alone.exact.get(0)) };
  };
}

/** The exact values of each row, with those of the fields, which are the same for all. */
function joinExact({ texts, exact }: Batch, more: string | undefined): Batch['exact'] {
  if (more === undefined) return exact;
  return new Map(
    texts.map((_, i) => {
      const own = exact.get(i);
      return [i, own === undefined ? more : `${own.slice(0, -1)},${more.slice(1)}`] as const;
    }),
  );
}
