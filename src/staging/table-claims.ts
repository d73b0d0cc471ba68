import type { LoadStart, ResourceTarget } from '../destination/destination.ts';
import { catalogName } from './quote.ts';

/** Who writes a table. */
interface Claim {
  /** The load whose resources share the table; undefined where one resource has it alone. */
  readonly load: string | undefined;
  readonly resources: Set<string>;
  readonly columns: Set<string>;
}

/** The hold of one resource on a table. */
export interface TableHold {
  /** Fields that have columns in the table, or will have, by any resource of the load. */
  readonly columns: Set<string>;
  release(): void;
}

/** The tables that are being written, by {@link claimKey}. */
export type Claims = Map<string, Claim>;

export function claimKey(dataset: string, table: string): string {
  return JSON.stringify([catalogName(dataset), catalogName(table)]);
}

/** Claims a table; undefined where it is being written already. */
export function claimTable(
  claims: Claims,
  { loadId, dataset }: LoadStart,
  { table, resource, sharesTable = false }: ResourceTarget,
): TableHold | undefined {
  const key = claimKey(dataset, table);
  const load = sharesTable ? loadId : undefined;
  const held = claims.get(key);
  const isShared = load !== undefined && held?.load === load && !held.resources.has(resource);
  if (held !== undefined && !isShared) return undefined;
  const claim = held ?? { load, resources: new Set<string>(), columns: new Set<string>() };
  claims.set(key, claim);
  claim.resources.add(resource);
  return {
    columns: claim.columns,
    release: () => {
      claim.resources.delete(resource);
      if (claim.resources.size === 0) claims.delete(key);
    },
  };
}
