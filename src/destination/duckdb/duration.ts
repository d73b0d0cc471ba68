const UNITS = [
  ['days', 24 * 60 * 60 * 1000],
  ['hours', 60 * 60 * 1000],
  ['minutes', 60 * 1000],
] as const;

/** A span of time in the largest unit of which it holds two: `8 days`, `36 hours`, `119 seconds`. */
export function describeDuration(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['seconds', 1000];
  return `${Math.floor(ms / unitMs)} ${unit}`;
}
