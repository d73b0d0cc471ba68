/** A shorter beginning of a name is the beginning of many. */
const MIN_PREFIX_LENGTH = 3;

/**
 * The valid name that was most likely meant: the same but for case and separators, a slip or two away, or one that goes
 * on where this one ends, or ends where this one goes on.
 */
export function nearestName(name: string, valid: readonly string[]): string | undefined {
  const wanted = bare(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of valid) {
    const distance = editDistance(wanted, bare(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best !== undefined || wanted.length < MIN_PREFIX_LENGTH) return best;
  const longer = valid.find((candidate) => bare(candidate).startsWith(wanted));
  return longer ?? valid.find((candidate) => isBeginning(bare(candidate), wanted));
}

function isBeginning(short: string, long: string): boolean {
  return short.length >= MIN_PREFIX_LENGTH && long.startsWith(short);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours; whatever is not below `limit` comes back as `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: readonly number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? (before[column - 2] ?? limit) + 1 : limit;
      const moved = Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1);
      line.push(Math.min(replaced, moved, swapped));
    }
    before = above;
    above = line;
  }
  return Math.min(above[b.length] ?? limit, limit);
}
