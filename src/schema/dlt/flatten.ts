import type { JsonNode } from '../../model.ts';
import type { ContractMode } from '../table-hints.ts';
import { coerce, typeInNames, typeOfValue } from './coercion.ts';
import { Own, type Place, type Slot, type TableState, type TypedColumn } from './table-state.ts';
import type { DltCell, DltViolation } from './tables.ts';

/** dlt's own columns begin with it; no contract keeps them out. */
const OWN_PREFIX = '_dlt';

type Members = ReadonlyMap<string, JsonNode>;

/** A row of one table, before it has an id. */
export interface FlatRow {
  readonly values: DltCell[];
  /** The lists in it, in dlt's order; empty ones left out. */
  readonly lists: readonly (readonly [Slot, readonly JsonNode[]])[];
  /** The id that the row brought along. */
  readonly id: string | undefined;
}

/**
 * Spreads an object over the columns of its table. As in dlt, the scalars of an object come first, then the objects in it,
 * the last one first: so new columns are ordered.
 *
 * @param nesting how many more levels are taken apart; below, a value stays whole, as JSON
 * @param violations where those of this row go
 * @param takeKey is told the values of the columns of the primary key
 * @returns undefined if the row is left out
 */
export function flatten(
  table: TableState,
  members: Members,
  nesting: number,
  violations: DltViolation[],
  takeKey?: (column: string, value: JsonNode) => void,
): FlatRow | undefined {
  const values: DltCell[] = new Array(table.columns.length).fill(null);
  const lists: [Slot, readonly JsonNode[]][] = [];
  const stack: [Members, Place, number][] = [[members, table.root, nesting]];
  let id: string | undefined;
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [names, place, level] = top;
    for (const [name, node] of names) {
      const slot = table.slot(place, name);
      if (node.kind === 'null') slot.isNull = true;
      else if (node.kind === 'object' && !staysWhole(slot, level)) {
        stack.push([node.members, table.membersOf(slot), level - 1]);
      } else if (node.kind === 'array' && !staysWhole(slot, level)) {
        if (node.items.length > 0) lists.push([slot, node.items]);
      } else if (slot.name === Own.loadId && table.parent === undefined) {
        // as in dlt, it is that of this load
      } else if (id === undefined && isRowId(table, slot, node)) {
        id = node.kind === 'string' ? node.text : undefined;
      } else {
        if (slot.isKey) takeKey?.(slot.name, node);
        const violation = putValue(table, slot, node, values);
        if (violation === undefined) continue;
        violations.push(violation);
        if (violation.mode !== 'discard_value') return undefined;
      }
    }
  }
  const missing = table.missing(values);
  if (missing === undefined) return { values, lists, id };
  violations.push({ entity: 'nullable', table: table.name, column: missing, mode: 'freeze' });
  return undefined;
}

/** Writes a value that is not null into the column of its name, or tells why that is not allowed. */
function putValue(
  table: TableState,
  slot: Slot,
  node: JsonNode,
  values: DltCell[],
): DltViolation | undefined {
  if (slot.refused !== undefined) return slot.refused;
  let { column } = slot;
  if (column === undefined) {
    const mode = table.isNew ? 'evolve' : table.contract.columns;
    if (mode !== 'evolve' && !slot.name.startsWith(OWN_PREFIX) && !table.hasTyped(slot)) {
      slot.refused = { entity: 'columns', table: table.name, column: slot.name, mode };
      return slot.refused;
    }
    column = table.claim(slot, typeOfValue(node));
    fillUp(values, table);
  }
  const cell = coerce(node, column.def);
  if (cell === undefined) return putVariant(table, column, node, values);
  values[column.index] = cell;
  return undefined;
}

/** A value that its column does not take. A variant that does not take it either gets a variant too, where dlt fails. */
function putVariant(
  table: TableState,
  column: TypedColumn,
  node: JsonNode,
  values: DltCell[],
): DltViolation | undefined {
  const type = typeInNames(node);
  let variant = table.knownVariant(column, type);
  if (variant === undefined) {
    const mode: ContractMode = table.contract.dataType;
    if (mode !== 'evolve')
      return { entity: 'data_type', table: table.name, column: column.def.name, mode };
    variant = table.addVariant(column, type, typeOfValue(node));
    fillUp(values, table);
  }
  const cell = coerce(node, variant.def);
  if (cell === undefined) return putVariant(table, variant, node, values);
  values[variant.index] = cell;
  return undefined;
}

/** Whether an object or a list stays in one piece: too deep, or its column is one of JSON. */
function staysWhole(slot: Slot, level: number): boolean {
  return level <= 0 || (slot.column?.def ?? slot.hinted)?.dataType === 'json';
}

/** A row of a root table may bring its id along. */
function isRowId(table: TableState, slot: Slot, node: JsonNode): boolean {
  return (
    slot.name === Own.id && table.parent === undefined && node.kind === 'string' && node.text !== ''
  );
}

function fillUp(values: DltCell[], { columns }: TableState): void {
  while (values.length < columns.length) values.push(null);
}
