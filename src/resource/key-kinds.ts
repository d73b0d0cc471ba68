import { type Batch, Kind } from '../model.ts';

const NUMBERS = Kind.integer | Kind.huge | Kind.big | Kind.fraction;
const TEXTS = Kind.text | Kind.date | Kind.instant;

/** Watches whether a key field changes between number and text: one value in both forms is one key, but odd. */
export class KeyKinds {
  readonly #kinds = new Map<string, number>();
  readonly #fields: readonly string[];

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  add(batch: Batch): void {
    for (const field of this.#fields) {
      const kinds = batch.facts.get(field)?.kinds ?? 0;
      this.#kinds.set(field, (this.#kinds.get(field) ?? 0) | kinds);
    }
  }

  /** The fields that came as both. */
  get flipped(): readonly string[] {
    return this.#fields.filter((field) => {
      const kinds = this.#kinds.get(field) ?? 0;
      return (kinds & NUMBERS) !== 0 && (kinds & TEXTS) !== 0;
    });
  }
}
