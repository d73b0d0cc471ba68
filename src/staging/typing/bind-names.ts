import type { ResourceTarget } from '../../destination/destination.ts';
import { DestinationError } from '../../errors.ts';
import { type FieldFacts, Kind } from '../../model.ts';
import { nestedNames, sameForm } from '../../parse/column-form.ts';
import { columnForm } from '../../schema/naming.ts';
import type { ColumnHint } from '../../schema/table-hints.ts';
import { isSameName } from '../quote.ts';
import type { KnownColumn } from './known-table.ts';

/** A target whose names are those of fields, as far as there are such fields. */
export interface BoundNames {
  readonly target: ResourceTarget;
  /** The known columns; one that a hint made for a field that never came has the field that the hint means. */
  readonly known: readonly KnownColumn[];
  readonly warnings: readonly string[];
}

/**
 * Gives hints and keys the fields that they mean. A name means the field of exactly that name, if this walk or an earlier one
 * met it; else the field whose column it names: `order_id` for `orderId`. Names that meet nothing are warned of.
 *
 * @param seen what the walk saw, by field
 * @throws {DestinationError} DESTINATION_WRITE for a key or a version below the top level, and for a hint there that decides about rows
 */
export function bindNames(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  seen: ReadonlyMap<string, FieldFacts>,
): BoundNames {
  const fields = new FieldNames(target, known, seen);
  const hints = new Map<string, ColumnHint>();
  const warnings: string[] = [];
  for (const hint of target.columns ?? []) {
    const nested = fields.nested(hint.field);
    if (nested !== undefined) {
      assertHarmless(target, hint, nested);
      warnings.push(nestedWarning(target, hint.field, nested));
      continue;
    }
    const field = fields.of(hint.field);
    const warning = fields.warning(hint.field);
    if (warning !== undefined && hint.isOptional !== true) warnings.push(warning);
    // what is said of a field by its own name goes before what is said of its column
    const other = hints.get(field);
    const merged = hint.field === field ? { ...other, ...hint } : { ...hint, ...other };
    hints.set(field, { ...merged, field });
  }
  for (const name of target.mergeKey ?? []) {
    const nested = fields.nested(name);
    if (nested !== undefined) throw nestedError(target, 'merge_key', name, nested);
  }
  const { versionField } = target;
  if (versionField !== undefined) {
    const nested = fields.nested(versionField);
    if (nested !== undefined) {
      throw nestedError(target, 'row_version_column_name', versionField, nested);
    }
    const warning = fields.versionWarning(versionField);
    if (warning !== undefined) warnings.push(warning);
  }
  return {
    target: {
      ...target,
      ...(versionField !== undefined && { versionField: fields.of(versionField) }),
      primaryKey: target.primaryKey.map((name) => fields.of(name)),
      ...(target.mergeKey && { mergeKey: target.mergeKey.map((name) => fields.of(name)) }),
      ...(target.columns && { columns: [...hints.values()] }),
    },
    known: fields.adopted((target.columns ?? []).map(({ field }) => field)),
    warnings,
  };
}

class FieldNames {
  readonly #target: ResourceTarget;
  readonly #known: readonly KnownColumn[];
  readonly #seen: ReadonlyMap<string, FieldFacts>;
  /** Fields that came, in this walk or before; not those for which a hint alone made a column. */
  readonly #met: ReadonlySet<string>;

  constructor(
    target: ResourceTarget,
    known: readonly KnownColumn[],
    seen: ReadonlyMap<string, FieldFacts>,
  ) {
    this.#target = target;
    this.#known = known;
    this.#seen = seen;
    const before = known.filter(({ facts }) => facts.kinds !== 0).map(({ field }) => field);
    this.#met = new Set([...seen.keys(), ...before]);
  }

  /** The field that a name means; the name itself where there is none. */
  of(name: string): string {
    if (this.#met.has(name)) return name;
    const byColumn = this.#known.find(
      ({ field, column }) => this.#met.has(field) && isSameName(column, name),
    );
    return byColumn?.field ?? this.#alike(name)[0] ?? name;
  }

  /** The field inside of whose value a name leads, if it is not that of a field of the row. */
  nested(name: string): string | undefined {
    const field = this.of(name);
    if (field !== name || this.#met.has(name)) return undefined;
    return nestedNames(name)
      .map(([top = '']) => this.of(top))
      .find((top) => ((this.#seen.get(top)?.kinds ?? 0) & Kind.object) !== 0);
  }

  /** Said of a hint that does nothing. */
  warning(name: string): string | undefined {
    const { resource } = this.#target;
    if (this.#seen.size === 0 || this.#seen.has(name)) return undefined;
    const [other] = this.#alike(name).filter((field) => this.#seen.has(field));
    if (this.#met.has(name)) {
      return other === undefined
        ? undefined
        : `${resource}: the hint \`${name}\` in \`columns\` is of the field of that name, which earlier rows had; the rows of this walk have \`${other}\` instead, to which it was not applied. Name that field, as the API writes it.`;
    }
    if (this.of(name) !== name || this.#target.isTableOfRows === true) return undefined;
    return `${resource}: the hint \`${name}\` in \`columns\` met no field: no row has one of that name, or one whose column has it. Correct the name, or remove the hint.`;
  }

  /** Said if no row has a version. */
  versionWarning(name: string): string | undefined {
    if (this.#seen.size === 0 || this.#seen.has(this.of(name))) return undefined;
    return `${this.#target.resource}: no row has the field \`${name}\` that \`row_version_column_name\` names, so that rows were compared by all of their values. Correct the name, or remove the key.`;
  }

  /** Columns that hints made for names, with the fields that these mean, unless the fields have columns of their own. */
  adopted(names: readonly string[]): readonly KnownColumn[] {
    const taken = new Set(this.#known.map(({ field }) => field));
    return this.#known.map((column) => {
      if (this.#met.has(column.field) || !names.includes(column.field)) return column;
      const field = this.of(column.field);
      if (taken.has(field)) return column;
      taken.add(field);
      return { ...column, field };
    });
  }

  #alike(name: string): readonly string[] {
    const { naming } = this.#target;
    return sameForm(name, this.#met, (field) => columnForm(field, naming)).filter(
      (field) => field !== name,
    );
  }
}

function nestedWarning({ resource }: ResourceTarget, name: string, field: string): string {
  return `${resource}: the hint \`${name}\` in \`columns\` is of a value inside of the field \`${field}\`, which is one column of JSON; nothing was done for it. Lift the value to the row with a \`map\` of \`processing_steps\`, or remove the hint.`;
}

/** A hint that decides which rows stay can't be passed over. */
function assertHarmless(target: ResourceTarget, hint: ColumnHint, field: string): void {
  if (hint.hardDelete === true) throw nestedError(target, 'hard_delete', hint.field, field);
  if (hint.dedupSort !== undefined) throw nestedError(target, 'dedup_sort', hint.field, field);
}

function nestedError(
  { resource, table }: ResourceTarget,
  key: string,
  name: string,
  field: string,
): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: \`${key}\` is set for \`${name}\`, a value inside of the field \`${field}\`, but it takes a field of the row itself. Lift the value to the row with a \`map\` of \`processing_steps\`. The table is as it was.`,
    { context: { resource, table, field: name } },
  );
}
