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

  /** Rows that come between two known ones are spread evenly between them, those in front of the first one close to it. */
  #placesOf(identities: readonly string[]): number[] {
    const known = this.#ascending(identities);
    const places: number[] = [];
    let before: number | undefined;
    for (let from = 0; from < known.length; ) {
      let to = from;
      while (to < known.length && known[to] === undefined) to++;
      const behind = known[to];
      const count = to - from;
      const start = before ?? (behind === undefined ? undefined : behind - 0.5);
      for (let i = 1; i <= count; i++) {
        if (behind === undefined || start === undefined) places.push(++this.#greatest);
        else places.push(start + ((behind - start) * i) / (count + 1));
      }
      if (behind !== undefined) places.push(behind);
      before = behind;
      from = to + 1;
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
