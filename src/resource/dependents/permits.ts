/** A number of permits, shared by all who begin something ahead; first come, first served. */
export interface Permits {
  /**
   * Asks for a permit. `onGrant` is called once there is one, at once or later, with a function that gives it back (and
   * does nothing the second time). The function that comes back withdraws what was not granted yet.
   */
  request(onGrant: (giveBack: () => void) => void): () => void;
}

/**
 * Permits for walks that are begun ahead. A walk that waits for its turn may hold a place of the HTTP client: the page
 * that it read ahead leaves its place only when it is read to its end. So there must be fewer such walks in the whole
 * source than places, or they could hold all of them, while the walk whose turn it is waits for one. Hence one permit less
 * than there are places; with none, nothing is begun ahead.
 */
export function createPermits(count: number): Permits {
  let free = Math.max(0, Math.floor(count));
  const waiting = new Set<(giveBack: () => void) => void>();
  const grant = (): void => {
    for (const onGrant of waiting) {
      if (free === 0) return;
      free--;
      waiting.delete(onGrant);
      onGrant(once(giveBack));
    }
  };
  const giveBack = (): void => {
    free++;
    grant();
  };
  return {
    request(onGrant) {
      // each request is one of its own, also where two have the same function
      const own = (back: () => void): void => onGrant(back);
      waiting.add(own);
      grant();
      return () => waiting.delete(own);
    },
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
