import type { JsonNode } from '../model.ts';
import { type ColumnForm, sameForm } from './column-form.ts';
import type { Field, FieldShape } from './field-shape.ts';
import { membersOf } from './members.ts';
import { plainDecimal } from './number.ts';
import { ambiguousKey, lossyKey, missingKey } from './row-fault.ts';
import { canonicalKey, textPart } from './row-key.ts';
import { readTree } from './tree.ts';

const REPLACEMENT = '\uFFFD';

/** The fields of a key. */
export interface KeySpec {
  /** Their names as they were configured; none if rows have no key. */
  readonly keyFields: readonly string[];
  /** Names of the merge key: rows that share its values take the place of others. Default: none. */
  readonly mergeKey?: readonly string[] | undefined;
  /** Whether a row without a usable key has none, and that is not a fault. Default: false. */
  readonly hasLenientKeys?: boolean;
  /** Default: a name means the field of exactly that name. */
  readonly columnForm?: ColumnForm | undefined;
}

/** What the text of a row was decoded from. */
export interface TextSource {
  readonly encoding: string;
  /** Whether U+FFFD stands in it for bytes that the encoding does not have. */
  readonly hasInvalidBytes: boolean;
}

/**
 * Finds the key of each row. A configured name means the field of that name. As long as no row had one, it means the one
 * field whose column it names, and stays with that field: rows that have now the one field and then the other are refused.
 */
export class KeyFields {
  readonly #written: readonly string[];
  readonly #mergeKey: readonly string[];
  readonly #isLenient: boolean;
  readonly #columnForm: ColumnForm | undefined;
  /** The fields that are looked at: those that were written, until another one is found for a name. */
  readonly #fields: string[];
  readonly #parts: (string | undefined)[] = [];
  #isBound = false;

  constructor({ keyFields, mergeKey = [], hasLenientKeys = false, columnForm }: KeySpec) {
    this.#written = keyFields;
    this.#mergeKey = mergeKey;
    this.#fields = [...keyFields];
    this.#isLenient = hasLenientKeys;
    this.#columnForm = columnForm;
  }

  begin(): void {
    this.#parts.length = 0;
  }

  /** Whether the value of a field is part of the key, as far as is known. */
  isPart({ name }: Pick<Field, 'name'>): boolean {
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i++) if (fields[i] === name) return true;
    return false;
  }

  /** Takes the value of a field; undefined for what is no part of a key. */
  take(field: string, value: string | undefined, isNumber: boolean): void {
    if (this.#fields.length === 0) return;
    const at = this.#fields.indexOf(field);
    if (at < 0) return;
    if (value === undefined) this.#parts[at] = undefined;
    else this.#parts[at] = isNumber ? plainDecimal(value) : textPart(value, this.#isCompound);
  }

  /** Whether the value of a field is, or may yet turn out to be, part of the key or of the merge key. */
  canHold(field: string): boolean {
    return this.#fields.includes(field) || this.#means(this.#written, field) || this.#groups(field);
  }

  #groups(field: string): boolean {
    return this.#mergeKey.includes(field) || this.#means(this.#mergeKey, field);
  }

  #means(names: readonly string[], field: string): boolean {
    const form = this.#columnForm;
    return form !== undefined && names.some((name) => form(name) === form(field));
  }

  /**
   * The key of the row that just became whole; undefined if rows have none.
   *
   * @param shape the names of the row, and of those before it
   * @throws {RowFault}
   */
  finish(
    text: string,
    shape: FieldShape | undefined,
    source: TextSource | undefined,
  ): string | undefined {
    if (source?.hasInvalidBytes === true && !this.#isLenient) this.#checkMergeKey(text, source);
    if (this.#fields.length === 0) return undefined;
    const names = this.#isBound ? (shape?.names() ?? []) : [];
    const parts: string[] = [];
    for (let i = 0; i < this.#fields.length; i++) {
      const name = this.#written[i] ?? '';
      const field = this.#fields[i] ?? name;
      const isDoubtful = field !== name && names.includes(name);
      const part = isDoubtful ? undefined : (this.#parts[i] ?? this.#partByForm(i, text, shape));
      const isLossy = source?.hasInvalidBytes === true && part?.includes(REPLACEMENT) === true;
      if (part !== undefined && !isLossy) parts.push(part);
      else if (this.#isLenient) return undefined;
      else if (part !== undefined) {
        throw lossyKey('primary key', this.#fields[i] ?? name, part, source?.encoding ?? '');
      } else if (isDoubtful) throw ambiguousKey(name, [field, name]);
      else throw missingKey(text, this.#fields[i] ?? name, this.#columnForm);
    }
    return canonicalKey(parts);
  }

  #checkMergeKey(text: string, { encoding }: TextSource): void {
    if (this.#mergeKey.length === 0 || !text.startsWith('{')) return;
    const lossy = membersOf(text).find(
      ({ name, value }) => value.includes(REPLACEMENT) && this.#groups(name),
    );
    if (lossy !== undefined) throw lossyKey('merge key', lossy.name, lossy.value, encoding);
  }

  /** The part of a name that no row had so far, if the row has a field that it means. */
  #partByForm(i: number, text: string, shape: FieldShape | undefined): string | undefined {
    const name = this.#written[i] ?? '';
    const isMet = shape === undefined || shape.known(name) !== undefined;
    if (this.#columnForm === undefined || isMet || this.#fields[i] !== name) return undefined;
    const alike = sameForm(name, shape.names(), this.#columnForm).filter(
      (field) => !this.#fields.includes(field),
    );
    const [field] = alike;
    if (field === undefined || (alike.length > 1 && this.#isLenient)) return undefined;
    if (alike.length > 1) throw ambiguousKey(name, alike);
    this.#fields[i] = field;
    this.#isBound = true;
    return this.#partOf(readTree(text), field);
  }

  #partOf(row: JsonNode, field: string): string | undefined {
    const value = row.kind === 'object' ? row.members.get(field) : undefined;
    if (value?.kind === 'string') return textPart(value.text, this.#isCompound);
    return value?.kind === 'number' ? plainDecimal(value.text) : undefined;
  }

  get #isCompound(): boolean {
    return this.#written.length > 1;
  }
}
