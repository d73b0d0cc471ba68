/** Keys that are remembered of the pages that were taken lately; at least so many. */
const MAX_KEYS = 10_000;

/**
 * The rows of the pages that were taken lately, each with a place in their order. As long as rows keep their order, the
 * places of the known rows of any page ascend; a row that stands in front of its place among them was moved. Rows that
 * come between two known ones get a place between theirs.
 */
export class RecentKeys {
  #places = new Map<string, number>();
  #greatest = 0;

  placeOf(identity: string): number | undefined {
    return this.#places.get(identity);
  }

  /** Takes the rows of a page, in their order. */
  addPage(identities: readonly string[]): void {
    const places = this.#placesOf(identities);
    for (const [i, identity] of identities.entries()) {
      this.#places.delete(identity);
      this.#places.set(identity, places[i] as number);
    }
    if (this.#places.size > 2 * MAX_KEYS)
      this.#places = new Map([...this.#places].slice(-MAX_KEYS));
  }

  #placesOf(identities: readonly string[]): number[] {
    const known = this.#ascending(identities);
    const next = nextKnown(known);
    const places: number[] = [];
    let before: number | undefined;
    for (const [i, place] of known.entries()) {
      const behind = next[i];
      if (place !== undefined) before = place;
      else if (behind !== undefined)
        before = before === undefined ? behind - 0.5 : (before + behind) / 2;
      else before = ++this.#greatest;
      places.push(before);
      if (before > this.#greatest) this.#greatest = before;
    }
    return places;
  }

  /** The places of the rows that are known and stand where they should; undefined for all others. */
  #ascending(identities: readonly string[]): (number | undefined)[] {
    let last = Number.NEGATIVE_INFINITY;
    return identities.map((identity) => {
      const place = this.#places.get(identity);
      if (place === undefined || place < last) return undefined;
      last = place;
      return place;
    });
  }
}

/** For each row, the place of the next one behind it that is known. */
function nextKnown(known: readonly (number | undefined)[]): (number | undefined)[] {
  const next: (number | undefined)[] = new Array(known.length);
  let behind: number | undefined;
  for (let i = known.length - 1; i >= 0; i--) {
    next[i] = behind;
    behind = known[i] ?? behind;
  }
  return next;
}
