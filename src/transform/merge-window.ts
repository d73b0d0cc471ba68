/** Anything whose rows have keys, in order. */
export interface Keyed {
  readonly keys: readonly (string | undefined)[];
}

/** A group that leaves the window, and which of its rows stay; all of them where `kept` is undefined. */
export interface Leaving<Group extends Keyed> {
  readonly group: Group;
  readonly kept: readonly number[] | undefined;
}

/** Characters of row text that a window holds at most, besides its last group. */
const MAX_SIZE = 8 * 1024 * 1024;

/** More rows than a group has: a place is one number, its group's serial times this and its index in there. */
const PLACES = 2 ** 24;

/**
 * Keeps the last row for each key within a sliding window of rows. Rows keep their order; an earlier copy that is still
 * in the window gives way to a later one.
 */
export class MergeWindow<Group extends Keyed> {
  readonly #maxRows: number;
  readonly #sizeOf: (group: Group) => number;
  /** Where the last copy of a key stands. */
  readonly #last = new Map<string, number>();
  #groups: Group[] = [];
  #firstSerial = 0;
  #rowCount = 0;
  #size = 0;

  /** `sizeOf` gives the characters of a group, where they are known: the window ends at 8 million of them, too. */
  constructor(maxRows: number, sizeOf: (group: Group) => number = () => 0) {
    this.#maxRows = maxRows;
    this.#sizeOf = sizeOf;
  }

  /** Takes a group; returns the groups that leave because the window is full. */
  add(group: Group): Leaving<Group>[] {
    const serial = this.#firstSerial + this.#groups.length;
    this.#groups.push(group);
    this.#rowCount += group.keys.length;
    this.#size += this.#sizeOf(group);
    for (const [index, key] of group.keys.entries()) {
      if (key !== undefined) this.#last.set(key, serial * PLACES + index);
    }
    let leaving = 0;
    let rows = this.#rowCount;
    let size = this.#size;
    while (leaving < this.#groups.length - 1 && (rows > this.#maxRows || size > MAX_SIZE)) {
      const first = this.#groups[leaving++] as Group;
      rows -= first.keys.length;
      size -= this.#sizeOf(first);
    }
    return this.#release(leaving);
  }

  /** Empties the window. */
  flush(): Leaving<Group>[] {
    return this.#release(this.#groups.length);
  }

  #release(count: number): Leaving<Group>[] {
    const released = this.#groups
      .slice(0, count)
      .map((group, i) => this.#leave(group, this.#firstSerial + i));
    this.#groups = this.#groups.slice(count);
    this.#firstSerial += count;
    return released;
  }

  #leave(group: Group, serial: number): Leaving<Group> {
    const kept: number[] = [];
    for (const [index, key] of group.keys.entries()) {
      const last = key === undefined ? undefined : this.#last.get(key);
      if (last !== undefined && last !== serial * PLACES + index) continue;
      kept.push(index);
      if (key !== undefined) this.#last.delete(key);
    }
    this.#rowCount -= group.keys.length;
    this.#size -= this.#sizeOf(group);
    return { group, kept: kept.length === group.keys.length ? undefined : kept };
  }
}
