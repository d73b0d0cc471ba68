import type { FieldFacts } from '../../model.ts';
import type { ColumnType } from '../../schema/column-type.ts';
import { isNestedType, isSameType } from '../../schema/nested-type.ts';

/** A column that a fold made, with all that was ever seen in its field. */
export interface KnownColumn {
  readonly field: string;
  readonly column: string;
  readonly type: ColumnType;
  readonly facts: FieldFacts;
  /** Whether a hint gave the type: values are brought to it, and it never widens. */
  readonly isHinted: boolean;
}

/** What stands in the catalog under a name: the columns of a table or view with their types. */
export interface CatalogTable {
  readonly name: string;
  /** How many there are, or were when the database looked last; 0 for a view. */
  readonly rows: number;
  readonly columns: readonly CatalogColumn[];
}

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
}

/** Whether the catalog's word for a type means ours. */
export function isCatalogType(catalogType: string, type: ColumnType): boolean {
  if (isNestedType(type)) return isNestedType(catalogType) && isSameType(catalogType, type);
  return catalogType === (type === 'TIMESTAMPTZ' ? 'TIMESTAMP WITH TIME ZONE' : type);
}
