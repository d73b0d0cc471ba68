import { type Batch, Kind } from '../model.ts';
import { type ColumnForm, sameForm } from '../parse/column-form.ts';

const NUMBERS = Kind.integer | Kind.huge | Kind.big | Kind.fraction;
const TEXTS = Kind.text | Kind.date | Kind.instant;

/** Watches whether a key field changes between number and text: one value in both forms is one key, but odd. */
export class KeyKinds {
  readonly #kinds = new Map<string, number>();
  readonly #fields: readonly string[];
  readonly #columnForm: ColumnForm;

  constructor(fields: readonly string[], columnForm: ColumnForm = (name) => name) {
    this.#fields = fields;
    this.#columnForm = columnForm;
  }

  add(batch: Batch): void {
    for (const field of this.#fields) {
      const name = batch.facts.has(field) ? field : this.#alike(field, batch);
      const kinds = batch.facts.get(name)?.kinds ?? 0;
      this.#kinds.set(field, (this.#kinds.get(field) ?? 0) | kinds);
    }
  }

  #alike(field: string, { facts }: Batch): string {
    return sameForm(field, facts.keys(), this.#columnForm)[0] ?? field;
  }

  /** The fields that came as both. */
  get flipped(): readonly string[] {
    return this.#fields.filter((field) => {
      const kinds = this.#kinds.get(field) ?? 0;
      return (kinds & NUMBERS) !== 0 && (kinds & TEXTS) !== 0;
    });
  }
}
