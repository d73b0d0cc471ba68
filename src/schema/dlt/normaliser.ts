/**
 * The tables of layout `dlt`. Real dlt is the authority, with these exceptions, so that no value is lost and no row fails
 * a load:
 *
 * - Two names that become one: the second gets `__2`. dlt keeps the value of one of them. So do names that dlt fills, but
 *   for `_dlt_id` of a root row, which stays, and its `_dlt_load_id`, which is that of this load.
 * - A number that its column does not hold goes to a variant. In dlt the load fails, or null is written.
 * - A variant that does not take a value has a variant too. In dlt the load fails.
 * - Numbers beyond a double keep their digits where their column is text, JSON or a decimal.
 * - A child table that is new in a load takes all columns. dlt applies the contract from its second row on.
 * - A null under a refused name is no violation. dlt drops the row, once a value was refused.
 * - A text `null` in a JSON column stays JSON `null`. dlt writes NULL.
 */

import type { JsonNode } from '../../model.ts';
import type { SchemaContract } from '../table-hints.ts';
import { type FlatRow, flatten } from './flatten.ts';
import { freeName, joinPath, listTable, normalPath } from './names.ts';
import { childRowId, randomRowIds, rootIdOfKey, rootIdOfRow } from './row-id.ts';
import {
  LIST_LEVEL,
  nullOnlyNames,
  Own,
  type Slot,
  TableState,
  VALUE_COLUMN,
} from './table-state.ts';
import type {
  DltColumn,
  DltNestedHint,
  DltNote,
  DltRow,
  DltTable,
  DltViolation,
} from './tables.ts';

export interface DltOptions {
  /** The table of the resource, as it is configured. */
  readonly table: string;
  /** What is known of its tables from earlier loads. */
  readonly tables?: readonly DltTable[];
  /** Names of tables that belong to others. */
  readonly taken?: Iterable<string>;
  /** Hints of the root table, by the names of the API or of columns. */
  readonly columns?: readonly DltColumn[];
  readonly nested?: readonly DltNestedHint[];
  /** Further hints of the root table; they go before those that it had. See `rootHints`. */
  readonly more?: DltTable['more'];
  /** Default: 1000. */
  readonly maxTableNesting?: number;
  /** Default: everything may change. */
  readonly contract?: SchemaContract;
  /** Whether rows of child tables name their root row: for merges, and where it is asked for. Known tables may ask too. */
  readonly hasRootKey?: boolean;
  /** `key_hash` for the strategies `upsert` and `insert-only`, `row_hash` for `scd2`. Default: `random`. */
  readonly rootIds?: 'random' | 'key_hash' | 'row_hash';
  /** Gives the ids of rows that have none of their own. Default: chance. */
  readonly newId?: () => string;
}

export interface DltRowOptions {
  readonly loadId: string;
  /** The id of the root row, where the caller knows it; it goes before all others. */
  readonly dltId?: string;
}

/** What one row of the API became. */
export interface DltOutcome {
  /** Each row stands behind its parent row. None if the root row was left out. */
  readonly rows: readonly DltRow[];
  readonly violations: readonly DltViolation[];
}

const DEFAULT_NESTING = 1000;
const EVOLVE: SchemaContract = { tables: 'evolve', columns: 'evolve', dataType: 'evolve' };
/** How dlt marks a table that got rows. */
const SEEN: DltTable['more'] = { 'x-normalizer': { 'seen-data': true } };
const OWN_OF_ROOTS = [Own.loadId, Own.id];
const OWN_OF_CHILDREN = [Own.parentId, Own.listIndex, Own.id];

/** A row of the API on its way into the tables. */
interface Passage {
  readonly loadId: string;
  readonly rows: DltRow[];
  readonly violations: DltViolation[];
}

/** The ids of the row that a list stands in. */
interface Parent {
  readonly id: string;
  readonly rootId: string;
}

/**
 * Makes rows of the tables that dlt would make, one row of the API after the other: their order decides on types. What it
 * keeps grows with the names that it met, never with the rows.
 */
export class DltNormaliser {
  readonly #root: TableState;
  readonly #tables = new Map<string, TableState>();
  readonly #taken: ReadonlySet<string>;
  readonly #hints: ReadonlyMap<string, DltNestedHint>;
  readonly #rootIds: DltOptions['rootIds'];
  readonly #hasRootKey: boolean;
  readonly #more: DltTable['more'];
  readonly #maxNesting: number;
  readonly #newId: () => string;
  #notes: DltNote[] = [];

  constructor(options: DltOptions) {
    const { table, tables = [], columns = [], contract = EVOLVE, more } = options;
    const name = normalPath(table);
    this.#taken = new Set(options.taken);
    this.#hints = new Map(options.nested?.map((hint) => [listTable(table, hint.path), hint]));
    this.#rootIds = options.rootIds;
    // as in dlt, tables that have the column keep it filled
    this.#hasRootKey = options.hasRootKey === true || tables.some(hasRootKey);
    this.#more = more;
    this.#maxNesting = options.maxTableNesting ?? DEFAULT_NESTING;
    this.#newId = options.newId ?? randomRowIds();
    const root: DltTable = tables.find((known) => known.name === name) ?? { name, columns: [] };
    const told = more === undefined ? root : { ...root, more: { ...root.more, ...more } };
    this.#root = this.#open(told, contract, columns);
    for (const known of tables) {
      if (known.name !== name) this.#open(known, contractOf(known, tables, this.#hints, contract));
    }
  }

  /** The tables as they are known by now: those of earlier loads, and what came up in this one. */
  tables(): DltTable[] {
    const tables = [...this.#tables.values()].map((table) => table.describe());
    return tables.filter(({ columns }) => columns.length > 0);
  }

  /** The typed columns of a table, in the order of the values of its rows. */
  columns(table: string): readonly DltColumn[] {
    return this.#tables.get(table)?.columns.map(({ def }) => def) ?? [];
  }

  /** The names that two names of the API would have shared, each told once. */
  takeNotes(): readonly DltNote[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  /** By table, the names that held nothing but null in this load: they got no column. */
  nullOnly(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, readonly string[]>();
    for (const { name, root } of this.#tables.values()) {
      const names = nullOnlyNames(root);
      if (names.length > 0) found.set(name, names);
    }
    return found;
  }

  /** Takes a row of the API: an object, or another value, which goes under the name `value`. */
  add(row: JsonNode, options: DltRowOptions): DltOutcome {
    const passage: Passage = { loadId: options.loadId, rows: [], violations: [] };
    const root = this.#root;
    const { tables: mode } = root.contract;
    if (root.isNew && mode !== 'evolve')
      return { rows: [], violations: [{ entity: 'tables', table: root.name, mode }] };
    const members = row.kind === 'object' ? row.members : new Map([[VALUE_COLUMN, row]]);
    const key = this.#rootIds === 'key_hash' ? new Map<string, JsonNode>() : undefined;
    const flat = flatten(
      root,
      members,
      this.#maxNesting,
      passage.violations,
      key && ((column, value) => key.set(column, value)),
    );
    if (flat !== undefined) {
      const id = options.dltId ?? flat.id ?? this.#rootId(members, key);
      this.#addRow(root, flat, this.#maxNesting, passage, [options.loadId, id], { id, rootId: id });
    }
    return { rows: passage.rows, violations: passage.violations };
  }

  #rootId(
    members: ReadonlyMap<string, JsonNode>,
    key: ReadonlyMap<string, JsonNode> | undefined,
  ): string {
    if (key !== undefined) return rootIdOfKey(key);
    if (this.#rootIds !== 'row_hash') return this.#newId();
    return rootIdOfRow({ kind: 'object', members });
  }

  /** Sends a row off, and takes its lists. */
  #addRow(
    table: TableState,
    { values, lists }: FlatRow,
    nesting: number,
    passage: Passage,
    own: readonly string[],
    parent: Parent,
  ): void {
    table.fillOwn(values, this.#ownNames(table), own);
    passage.rows.push({ table: table.name, values });
    for (const [slot, items] of lists) {
      const child = this.#childOf(table, slot);
      if (child instanceof TableState) this.#addItems(child, items, nesting - 1, passage, parent);
      else passage.violations.push(child);
    }
  }

  #addItems(
    table: TableState,
    items: readonly JsonNode[],
    nesting: number,
    passage: Passage,
    parent: Parent,
  ): void {
    for (const [index, item] of items.entries()) {
      const level = item.kind === 'array' ? nesting - 1 : nesting;
      const flat = flattenItem(table, item, level, passage.violations);
      if (flat === undefined) continue;
      if (table.parent === undefined) {
        const id = flat.id ?? this.#newId();
        this.#addRow(table, flat, level, passage, [passage.loadId, id], { id, rootId: id });
        continue;
      }
      const id = childRowId(parent.id, table.name, index);
      const links = [parent.id, String(index), id];
      const own = this.#hasRootKey ? [parent.rootId, ...links] : links;
      this.#addRow(table, flat, level, passage, own, { id, rootId: parent.rootId });
    }
  }

  #ownNames({ parent }: TableState): readonly string[] {
    if (parent === undefined) return OWN_OF_ROOTS;
    return this.#hasRootKey ? [Own.rootId, ...OWN_OF_CHILDREN] : OWN_OF_CHILDREN;
  }

  /** The table of the lists under a name, or why there is none. */
  #childOf(table: TableState, slot: Slot): TableState | DltViolation {
    const known = slot.child ?? slot.refusedList ?? this.#findChild(table, slot);
    if (known !== undefined) {
      if (known instanceof TableState) slot.child = known;
      return known;
    }
    const wanted = joinPath(table.name, slot.name);
    const { tables: mode } = table.contract;
    if (mode !== 'evolve') {
      slot.refusedList = { entity: 'tables', table: wanted, mode };
      return slot.refusedList;
    }
    const name = freeName(wanted, (taken) => this.#tables.has(taken) || this.#taken.has(taken));
    if (name !== wanted) this.#notes.push({ table: name, wanted, source: slot.source });
    const hint = this.#hints.get(name);
    const isKeyed = hint?.columns?.some(({ primaryKey, mergeKey }) => primaryKey || mergeKey);
    const more = { ...(isKeyed === true ? this.#more : undefined), ...hint?.more, ...SEEN };
    slot.child = this.#open(
      {
        name,
        ...(isKeyed !== true && { parent: table.name }),
        columns: [],
        source: slot.source,
        more,
      },
      hint?.contract ?? table.contract,
    );
    return slot.child;
  }

  /** A table that an earlier load made for these lists, or dlt. */
  #findChild(table: TableState, slot: Slot): TableState | undefined {
    const wanted = joinPath(table.name, slot.name);
    const source = JSON.stringify(slot.source);
    const isOfTable = ({ name, parent }: TableState) =>
      parent === table.name || (parent === undefined && name === wanted && this.#hints.has(name));
    for (const child of this.#tables.values()) {
      if (isOfTable(child) && JSON.stringify(child.source) === source) return child;
    }
    const child = this.#tables.get(wanted);
    if (child === undefined || !isOfTable(child) || child.source !== undefined) return undefined;
    child.source = slot.source;
    return child;
  }

  #open(
    table: DltTable,
    contract: SchemaContract,
    hints: readonly DltColumn[] = this.#hints.get(table.name)?.columns ?? [],
  ): TableState {
    const isNew = !table.columns.some(({ dataType }) => dataType !== undefined);
    const columns = withHints(table.columns, hints);
    const takeNote = (note: DltNote) => void this.#notes.push(note);
    const state = new TableState({ ...table, columns }, contract, isNew, takeNote);
    this.#tables.set(state.name, state);
    return state;
  }
}

/** An element of a list as a row of the list's table. */
function flattenItem(
  table: TableState,
  item: JsonNode,
  level: number,
  violations: DltViolation[],
): FlatRow | undefined {
  if (item.kind === 'object') return flatten(table, item.members, level, violations);
  const name = item.kind === 'array' ? LIST_LEVEL : VALUE_COLUMN;
  return flatten(table, new Map([[name, item]]), level, violations);
}

function hasRootKey({ columns }: DltTable): boolean {
  return columns.some(({ rootKey }) => rootKey === true);
}

/** The contract of a known table: its own, or that of the nearest table above it that has one. */
function contractOf(
  table: DltTable,
  tables: readonly DltTable[],
  hints: ReadonlyMap<string, DltNestedHint>,
  ofRoot: SchemaContract,
): SchemaContract {
  const own = hints.get(table.name)?.contract;
  const parent = tables.find(({ name }) => name === table.parent);
  return own ?? (parent === undefined ? ofRoot : contractOf(parent, tables, hints, ofRoot));
}

/** Columns with hints laid over them. A column that has a type keeps it, and what belongs to it. */
function withHints(columns: readonly DltColumn[], hints: readonly DltColumn[]): DltColumn[] {
  const merged = new Map(columns.map((column) => [column.name, column]));
  for (const hint of hints) {
    const name = normalPath(hint.name);
    const known = merged.get(name);
    const told = known?.dataType === undefined ? hint : withoutType(hint);
    merged.set(name, { ...known, ...told, name });
  }
  return [...merged.values()];
}

function withoutType(hint: DltColumn): DltColumn {
  const { dataType, precision, scale, timezone, ...others } = hint;
  return others;
}
