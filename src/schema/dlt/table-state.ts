import type { SchemaContract } from '../table-hints.ts';
import { freeName, joinPath, normalPath } from './names.ts';
import type { DataType, DltCell, DltColumn, DltNote, DltTable, DltViolation } from './tables.ts';

/** The column of scalars that stand in a list, or at the root. */
export const VALUE_COLUMN = 'value';
/** The level of a list that stands in a list. */
export const LIST_LEVEL = 'list';

/** Columns that the normaliser fills by itself. */
export const Own = {
  id: '_dlt_id',
  loadId: '_dlt_load_id',
  rootId: '_dlt_root_id',
  parentId: '_dlt_parent_id',
  listIndex: '_dlt_list_idx',
} as const;

const OWN_COLUMNS: ReadonlyMap<string, DltColumn> = new Map(
  [
    { name: Own.id, dataType: 'text' as const, nullable: false, unique: true, rowKey: true },
    { name: Own.loadId, dataType: 'text' as const, nullable: false },
    { name: Own.rootId, dataType: 'text' as const, nullable: false, rootKey: true },
    { name: Own.parentId, dataType: 'text' as const, nullable: false, parentKey: true },
    { name: Own.listIndex, dataType: 'bigint' as const, nullable: false },
  ].map((column) => [column.name, column]),
);

/** Names the root row of a list's element. */
export const ROOT_ID_COLUMN: DltColumn = ownColumn(Own.rootId);

/** A column, and where its values stand in a row of the table. */
export interface TypedColumn {
  def: DltColumn & { readonly dataType: DataType };
  readonly index: number;
  /** The columns of the values that did not fit, by the type in their names. */
  readonly variants: Map<DataType, TypedColumn>;
}

/** A name of the API in one place of the rows of a table, and what became of its values. */
export interface Slot {
  readonly source: readonly string[];
  /** The name that dlt gives. */
  readonly name: string;
  /** Whether dlt's name for it is that of a column of the primary key. */
  readonly isKey: boolean;
  /** The column that waited for it when it was met first. */
  readonly hinted: DltColumn | undefined;
  /** Its column, once a value has claimed it. */
  column: TypedColumn | undefined;
  /** Where objects under this name go on. */
  members: Place | undefined;
  /** Where lists under this name go. */
  child: TableState | undefined;
  /** Why its values, or its lists, are left out. */
  refused: DltViolation | undefined;
  refusedList: DltViolation | undefined;
  /** Whether it held null at least once. */
  isNull: boolean;
}

/** A place where an object stands: the row itself, or an object inside of it. */
export interface Place {
  readonly source: readonly string[];
  readonly path: string;
  readonly slots: Map<string, Slot>;
}

/** One table: its columns as they are known, and the names of the API that lead to them. */
export class TableState {
  readonly name: string;
  /** Undefined for a root table, and for a nested one with a key of its own. */
  readonly parent: string | undefined;
  /** Undefined until a list came, in what dlt made. */
  source: readonly string[] | undefined;
  readonly contract: SchemaContract;
  readonly root: Place = { source: [], path: '', slots: new Map() };
  readonly columns: TypedColumn[] = [];
  /** Whether every column is welcome: the table is new in this load. */
  readonly isNew: boolean;
  readonly #more: DltTable['more'];
  readonly #takeNote: (note: DltNote) => void;
  /** All columns in dlt's order, by name; those that are only hinted at too. */
  readonly #defs = new Map<string, DltColumn>();
  readonly #typed = new Map<string, TypedColumn>();
  readonly #bySource = new Map<string, DltColumn>();
  #own: readonly TypedColumn[] | undefined;
  #required: readonly DltColumn[] | undefined;

  constructor(
    table: DltTable,
    contract: SchemaContract,
    isNew: boolean,
    takeNote: (note: DltNote) => void,
  ) {
    this.name = table.name;
    this.parent = table.parent;
    this.source = table.source;
    this.contract = contract;
    this.isNew = isNew;
    this.#more = table.more;
    this.#takeNote = takeNote;
    for (const def of table.columns) this.#set(def);
  }

  /** The table as plain data. */
  describe(): DltTable {
    return {
      name: this.name,
      ...(this.parent !== undefined && { parent: this.parent }),
      columns: [...this.#defs.values()],
      ...(this.source !== undefined && { source: this.source }),
      ...(this.#more !== undefined && { more: this.#more }),
    };
  }

  /** What is known of a name in a place. */
  slot(place: Place, key: string): Slot {
    return place.slots.get(key) ?? this.#openSlot(place, key);
  }

  /** The place of the members of an object. */
  membersOf(slot: Slot): Place {
    slot.members ??= { source: slot.source, path: slot.name, slots: new Map() };
    return slot.members;
  }

  /** Whether the database has a column already that the values of a name would go into. */
  hasTyped(slot: Slot): boolean {
    return this.#claimable(slot)?.dataType !== undefined;
  }

  /** The column of a name, made for a value of that type if there is none. */
  claim(slot: Slot, type: DataType): TypedColumn {
    const known = this.#claimable(slot);
    const name = known?.name ?? this.#free(slot.name, slot.source);
    const column = this.#set({
      name,
      ...(known?.dataType === undefined && { nullable: true }),
      ...known,
      dataType: known?.dataType ?? type,
      source: slot.source,
    });
    slot.column = column;
    return column;
  }

  knownVariant(column: TypedColumn, type: DataType): TypedColumn | undefined {
    const known = column.variants.get(type);
    if (known !== undefined) return known;
    const wanted = variantName(column, type);
    // a field of the API may have taken the name before
    const name = freeName(wanted, (taken) => this.#isField(taken));
    const found = this.#typed.get(name);
    if (found?.def.variant !== true) return undefined;
    column.variants.set(type, found);
    return found;
  }

  addVariant(column: TypedColumn, type: DataType, dataType: DataType): TypedColumn {
    const wanted = variantName(column, type);
    const name = freeName(wanted, (taken) => this.#defs.has(taken));
    const description = `Variant of column ${name} generated by dlt`;
    const variant = this.#set({ name, dataType, nullable: true, variant: true, description });
    column.variants.set(type, variant);
    return variant;
  }

  /** Fills the columns that the normaliser has of itself; they are made behind those of the first row. */
  fillOwn(values: DltCell[], names: readonly string[], own: readonly string[]): void {
    this.#own ??= names.map(
      (name) => this.#typed.get(name) ?? this.#set({ ...ownColumn(name), ...this.#defs.get(name) }),
    );
    for (const [place, column] of this.#own.entries()) values[column.index] = own[place] ?? null;
  }

  /** The first column that takes no null and got none in this row. */
  missing(values: readonly (DltCell | undefined)[]): string | undefined {
    this.#required ??= [...this.#defs.values()].filter(
      ({ name, nullable }) => nullable === false && !OWN_COLUMNS.has(name),
    );
    return this.#required.find(({ name }) => {
      const index = this.#typed.get(name)?.index;
      return index === undefined || (values[index] ?? null) === null;
    })?.name;
  }

  #openSlot(place: Place, key: string): Slot {
    const source = [...place.source, key];
    const name = joinPath(place.path, normalPath(key));
    const hinted = this.#claimable({ source, name });
    const slot: Slot = {
      source,
      name,
      isKey: this.#defs.get(name)?.primaryKey === true,
      hinted,
      column: undefined,
      members: undefined,
      child: undefined,
      refused: undefined,
      refusedList: undefined,
      isNull: false,
    };
    place.slots.set(key, slot);
    return slot;
  }

  /** A column that waits for values of this name: one that it had before, or one that no name of the API had yet. */
  #claimable(slot: Pick<Slot, 'name' | 'source'>): DltColumn | undefined {
    const known = this.#bySource.get(sourceKey(slot.source));
    if (known !== undefined) return known;
    const named = this.#defs.get(slot.name);
    const isFree = named?.source === undefined && named?.variant !== true;
    return isFree && !this.#isOwn(slot.name) ? named : undefined;
  }

  #isField(name: string): boolean {
    const def = this.#defs.get(name);
    return def !== undefined && def.variant !== true;
  }

  #free(wanted: string, source: readonly string[]): string {
    const name = freeName(wanted, (taken) => this.#defs.has(taken) || this.#isOwn(taken));
    if (name !== wanted) this.#takeNote({ table: this.name, column: name, wanted, source });
    return name;
  }

  #isOwn(name: string): boolean {
    if (name === Own.loadId) return this.parent === undefined;
    const isOfChildren = this.parent !== undefined && OWN_COLUMNS.has(name);
    return name === Own.id || isOfChildren;
  }

  /** Keeps a column; one that gets its type only now moves behind all others, as in dlt. */
  #set(def: DltColumn): TypedColumn {
    const { name, dataType, source } = def;
    const before = this.#typed.get(name);
    if (before === undefined && dataType !== undefined) this.#defs.delete(name);
    this.#defs.set(name, def);
    this.#required = undefined;
    if (source !== undefined) this.#bySource.set(sourceKey(source), def);
    const typed = { ...def, dataType: dataType ?? 'text' };
    if (before !== undefined) {
      before.def = typed;
      return before;
    }
    const column = { def: typed, index: this.columns.length, variants: new Map() };
    if (dataType === undefined) return column;
    this.columns.push(column);
    this.#typed.set(name, column);
    return column;
  }
}

/** All names of a table that held nothing but null so far. */
export function nullOnlyNames(place: Place): string[] {
  return [...place.slots.values()].flatMap((slot) => [
    ...(isNullOnly(slot) ? [slot.name] : []),
    ...(slot.members === undefined ? [] : nullOnlyNames(slot.members)),
  ]);
}

function isNullOnly({ isNull, column, members, child }: Slot): boolean {
  return isNull && column === undefined && members === undefined && child === undefined;
}

function variantName(column: TypedColumn, type: DataType): string {
  return joinPath(column.def.name, `v_${type}`);
}

function ownColumn(name: string): DltColumn {
  return OWN_COLUMNS.get(name) ?? { name, dataType: 'text' };
}

function sourceKey(source: readonly string[]): string {
  return source.length === 1 ? `"${source[0]}` : JSON.stringify(source);
}
