import { counted } from './counted.ts';

const UNITS = [
  ['day', 24 * 60 * 60 * 1000],
  ['hour', 60 * 60 * 1000],
  ['minute', 60 * 1000],
] as const;

/** A span of time in the largest unit of which it holds two: `8 days`, `36 hours`, `119 seconds`. */
export function describeDuration(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['second', 1000];
  return counted(Math.floor(ms / unitMs), unit);
}

/** Milliseconds as seconds, to the millisecond. */
export function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}
