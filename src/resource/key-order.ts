/** A running hash over keys in their order, as plain data, so that it can be taken up again. */
export interface KeyOrderState {
  a: number;
  b: number;
  count: number;
  /** Rows without a key among them. */
  keyless: number;
}

/**
 * Tells whether two passes met the same keys in the same order: two 32-bit FNV-1a lanes with different primes. It guards
 * against accidents of paging, not against somebody who makes up keys.
 */
export class KeyOrder {
  readonly state: KeyOrderState;

  constructor(state?: KeyOrderState) {
    this.state = { a: 0x811c9dc5, b: 0x9747b28c, count: 0, keyless: 0, ...state };
  }

  /** @param key - that of the row, or its text if it has none */
  add(key: string, hasKey = true): void {
    let { a, b } = this.state;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
    }
    // where one key ends and the next begins
    this.state.a = Math.imul(a ^ 0x10000, 0x01000193);
    this.state.b = Math.imul(b ^ 0x10000, 0x5bd1e995);
    this.state.count++;
    if (!hasKey) this.state.keyless++;
  }

  equals(other: KeyOrder): boolean {
    const [mine, theirs] = [this.state, other.state];
    return mine.a === theirs.a && mine.b === theirs.b && mine.count === theirs.count;
  }
}
