/** `1234567` as `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Seconds with one decimal, `12.3`; from ten minutes on whole. */
export function formatSeconds(seconds: number): string {
  return seconds < 600 ? seconds.toFixed(1) : formatCount(Math.round(seconds));
}

/** `1 page`, `2 pages`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Seconds in the largest unit that they fill: `59 minutes`, `1 hour`. */
export function describeAge(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  return countOf(Math.floor(seconds / size), unit);
}
