import { type FieldFacts, Kind } from '../model.ts';
import { quoteText, spellSurrogates } from './json-text.ts';

/** One name of an object, as it was met. */
export interface Field {
  /** As it was met. */
  readonly met: string;
  /** The same without lone surrogates, which no text of a table can hold. */
  readonly name: string;
  /** `"name":`, ready to be written. */
  readonly prefix: string;
  /** The same as bytes; undefined for a name that can't be told by its bytes. */
  readonly bytes: Uint8Array | undefined;
  /** Whether it is one of the row itself, and not of an object inside. */
  readonly isOwn: boolean;
  /** The names among which it is. */
  readonly home: FieldShape;
  /** What was seen in its values since the last batch. */
  readonly facts: Pick<FieldFacts, 'kinds' | 'integerDigits' | 'scale'>;
  /** What is inside of its values; see {@link FieldShape.insideOf}. */
  inside: Inside | undefined;
  /** The last object in which it was met, to tell a name that stands twice. */
  object: number;
  /** The last batch in which it was met. */
  batch: number;
}

/** The inside of a field's values: the names of objects, and what the elements of lists are. */
export interface Inside {
  readonly shape: FieldShape;
  readonly items: Field;
}

/** A field that was told by its bytes. */
export type FieldInBytes = Field & { readonly bytes: Uint8Array };

/** Names that are remembered from batch to batch: objects with ids for names must not grow this without end. */
const MAX_REMEMBERED = 20_000;
/** Levels of objects and lists in a field whose inside is looked at. */
const MAX_LEVELS = 8;
/** Names of objects at one place, and of all of them, beyond which nobody looks inside. */
const MAX_NAMES = 1_000;
const MAX_ALL_NAMES = 20_000;
/** Names at one place from which on they have to come again: objects with ids for names are no records. */
const MANY_NAMES = 64;

/** How many names inside of fields are remembered, of one collection of rows. */
export class NameBudget {
  left: number = MAX_ALL_NAMES;
}

/**
 * Remembers the names of the objects at one place of the rows. Rows of one collection mostly repeat the same names in the
 * same order, so that the next name is nearly always the one that followed last time: one comparison finds its field.
 */
export class FieldShape {
  readonly #level: number;
  readonly #budget: NameBudget;
  /** Most members of any object. */
  #most = 0;
  /** Whether an object has ended since the last batch. */
  #hasEnded = false;
  /** Whether its names are too many, or too many for what each of its objects has. */
  #isTooWide = false;
  readonly #byName = new Map<string, Field>();
  #order: Field[] = [];
  #at = 0;
  #object = 0;
  #batch = 1;
  /** The fields that the rows of this batch have. */
  #met: Field[] = [];

  /** @param level - how many objects and lists are around the members; 1 for those of rows, 0 if nobody asks what they are */
  constructor(level: number, budget: NameBudget = new NameBudget()) {
    this.#level = level;
    this.#budget = budget;
  }

  /** Begins the next object. */
  begin(): void {
    this.#object++;
    this.#at = 0;
  }

  /** The object that was begun last has ended: what it is without is missing. */
  end(): void {
    if (!this.isAsked) return;
    if (this.#at > this.#most) this.#most = this.#at;
    this.#hasEnded = true;
    const names = this.#byName.size;
    this.#isTooWide =
      names > MAX_NAMES || (names > MANY_NAMES && names > 4 * this.#most) || this.#budget.left <= 0;
    if (this.#at === this.#met.length) return;
    for (const field of this.#met) {
      if (field.object !== this.#object) field.facts.kinds |= Kind.missing;
    }
  }

  /** Whether what its members are is asked. */
  get isAsked(): boolean {
    return this.#level > 0;
  }

  /** What is inside of the next object or list of a field; undefined if there is too much of it. */
  insideOf(field: Field): Inside | undefined {
    const inside = field.inside ?? this.#open(field);
    if (inside === CLOSED || inside.shape.#isTooWide) {
      field.inside = CLOSED;
      field.facts.kinds |= Kind.shapeless;
      return undefined;
    }
    return inside;
  }

  #open(field: Field): Inside {
    if (this.#level > MAX_LEVELS) return CLOSED;
    const shape = new FieldShape(this.#level + 1, this.#budget);
    field.inside = { shape, items: newField('', shape, false) };
    return field.inside;
  }

  /** The field of the next name, or undefined if this object had it already. */
  next(name: string): Field | undefined {
    const expected = this.#order[this.#at];
    if (expected !== undefined && expected.met === name) {
      // after a detour through the map the expected field may have been met out of order
      if (expected.object === this.#object) return undefined;
      expected.object = this.#object;
      if (expected.batch !== this.#batch) this.#meet(expected);
      this.#at++;
      return expected;
    }
    return this.#find(name);
  }

  /**
   * The field whose name and colon begin at a quote in the bytes, if that is the one that is expected there; undefined if it
   * may be any other.
   */
  nextInBytes(bytes: Uint8Array, start: number): FieldInBytes | undefined {
    const expected = this.#order[this.#at];
    if (expected === undefined || expected.object === this.#object) return undefined;
    const name = expected.bytes;
    if (name === undefined) return undefined;
    for (let i = 1; i < name.length; i++) if (bytes[start + i] !== name[i]) return undefined;
    expected.object = this.#object;
    if (expected.batch !== this.#batch) this.#meet(expected);
    this.#at++;
    return expected as FieldInBytes;
  }

  #find(name: string): Field | undefined {
    let field = this.#byName.get(name);
    if (field === undefined) {
      // a name cut out of a chunk would keep the whole chunk alive
      const met = Buffer.from(name, 'utf16le').toString('utf16le');
      field = newField(met, this, this.#level === 1);
      this.#byName.set(met, field);
      if (this.#level > 1) this.#budget.left--;
    } else if (field.object === this.#object) return undefined;
    field.object = this.#object;
    if (field.batch !== this.#batch) this.#meet(field);
    this.#order.length = this.#at;
    this.#order.push(field);
    this.#at++;
    return field;
  }

  #meet(field: Field): void {
    field.batch = this.#batch;
    // nobody takes the fields of which nothing is asked
    if (!this.isAsked) return;
    if (this.#hasEnded) field.facts.kinds |= Kind.missing;
    this.#met.push(field);
  }

  /** The field of a name that was met before. */
  known(name: string): Field | undefined {
    return this.#byName.get(name);
  }

  /** The names of the object that was begun last, as far as it was read. */
  names(): readonly string[] {
    return this.#order.slice(0, this.#at).map(({ name }) => name);
  }

  /** Called between batches. */
  trim(): void {
    if (this.#byName.size <= MAX_REMEMBERED) return;
    this.#byName.clear();
    this.#order = [];
  }

  /** The facts that were gathered since the last call, by name; they start anew. */
  takeFacts(): Map<string, FieldFacts> {
    const taken = new Map<string, FieldFacts>();
    for (const field of this.#met) {
      const facts = factsOf(field);
      if (facts !== undefined) taken.set(field.name, facts);
    }
    this.#met = [];
    this.#batch++;
    this.#hasEnded = false;
    return taken;
  }

  /** The same of objects inside of a field. */
  takeInside(): Pick<FieldFacts, 'fields' | 'members'> {
    const fields = this.takeFacts();
    return fields.size === 0 ? {} : { fields, members: this.#most };
  }
}

/** Stands for an inside of which there is too much. */
const CLOSED: Inside = (() => {
  const shape = new FieldShape(0);
  return { shape, items: newField('', shape, false) };
})();

function newField(met: string, home: FieldShape, isOwn: boolean): Field {
  const name = spellSurrogates(met);
  const prefix = `${quoteText(name)}:`;
  return {
    met,
    name,
    prefix,
    bytes: met.isWellFormed() ? Buffer.from(prefix) : undefined,
    isOwn,
    home,
    facts: { kinds: 0, integerDigits: 0, scale: 0 },
    inside: undefined,
    object: 0,
    batch: 0,
  };
}

/** The facts of a field since the last call; undefined if no value of it was seen. */
function factsOf({ facts, inside }: Field): FieldFacts | undefined {
  const { kinds, integerDigits, scale } = facts;
  facts.kinds = facts.integerDigits = facts.scale = 0;
  if ((kinds & ~Kind.missing) === 0) return undefined;
  if (inside === undefined || inside === CLOSED || (kinds & (Kind.object | Kind.array)) === 0) {
    return { kinds, integerDigits, scale };
  }
  const items = factsOf(inside.items);
  return {
    ...{ kinds, integerDigits, scale },
    ...inside.shape.takeInside(),
    ...(items === undefined ? {} : { items }),
  };
}
