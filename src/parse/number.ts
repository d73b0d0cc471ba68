import { Kind } from '../model.ts';

/** A JSON number taken apart: `digits` × 10^(`point` - digits.length), without leading or trailing zeros. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  /** Where the point stands, counted from the first digit; may be negative or beyond the last. */
  readonly point: number;
}

/** Digits that a double always holds. */
export const SAFE_DIGITS = 15;
const EXPONENT = /[eE]/;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_INT128 = 2n ** 127n - 1n;
/** Digits of the greatest integer of 128 bits. */
const MOST_DIGITS = 39;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Whether the number's text has neither point nor exponent. The text is taken as a valid JSON number. */
export function isIntegerText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // '.' is 46; 'E' and 'e' lie above the digits
    if (code === 46 || code > 57) return false;
  }
  return true;
}

/** Whether the number has no exponent and is so short that a double holds it. */
export function isShortFraction(text: string): boolean {
  return text.length <= SAFE_DIGITS && !EXPONENT.test(text);
}

function parseDecimal(text: string): Decimal {
  const negative = text.charCodeAt(0) === 45;
  const exponentAt = text.search(/[eE]/);
  const mantissa = text.slice(negative ? 1 : 0, exponentAt < 0 ? undefined : exponentAt);
  const exponent = exponentAt < 0 ? 0 : Number(text.slice(exponentAt + 1));
  const pointAt = mantissa.indexOf('.');
  const whole = pointAt < 0 ? mantissa : mantissa.slice(0, pointAt);
  const all = pointAt < 0 ? mantissa : whole + mantissa.slice(pointAt + 1);
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '', point: 0 };
  return { negative, digits, point: whole.length - leading + exponent };
}

/** Whether a double holds the number's value, so that reading and writing it gives the same number. */
function isExact(text: string, decimal: Decimal): boolean {
  const double = Number(text);
  const isTiny = Math.abs(double) < SMALLEST_NORMAL && decimal.digits !== '';
  if (decimal.digits.length <= SAFE_DIGITS && !isTiny) return true;
  const written = parseDecimal(String(double));
  return written.digits === decimal.digits && written.point === decimal.point;
}

/** What a number's text says of its type. */
export interface NumberFacts {
  /** Bits of {@link Kind}; 0 where the number is beyond what a number can be (`1e400`). */
  readonly kinds: number;
  readonly integerDigits: number;
  readonly scale: number;
}

/** Judges a number by its text: the widths that it needs, and whether a double holds it. */
export function numberFacts(text: string): NumberFacts {
  if (!isIntegerText(text)) {
    if (!Number.isFinite(Number(text))) return { kinds: 0, integerDigits: 0, scale: 0 };
    const decimal = parseDecimal(text);
    return {
      kinds: Kind.fraction | (isExact(text, decimal) ? 0 : Kind.inexact),
      integerDigits: Math.max(decimal.point, 1),
      scale: Math.max(decimal.digits.length - decimal.point, 0),
    };
  }
  const integerDigits = text.length - (text.charCodeAt(0) === 45 ? 1 : 0);
  if (integerDigits <= SAFE_DIGITS) return { kinds: Kind.integer, integerDigits, scale: 0 };
  if (integerDigits > MOST_DIGITS) return { kinds: Kind.big | Kind.wide, integerDigits, scale: 0 };
  return { kinds: integerKinds(text), integerDigits, scale: 0 };
}

function integerKinds(text: string): number {
  const value = BigInt(text);
  const size = value < 0n ? -value : value;
  const wide = size > MAX_SAFE ? Kind.wide : 0;
  // the smallest integer of a width has no positive twin
  const beyond = (max: bigint): boolean => (value < 0n ? size > max + 1n : size > max);
  if (!beyond(MAX_INT64)) return Kind.integer | wide;
  return (beyond(MAX_INT128) ? Kind.big : Kind.huge) | wide;
}

/** Zeros that {@link plainDecimal} would write before it refuses. */
const MAX_PLAIN_DIGITS = 1000;

/** The number in plain decimal, shortest form: `1.0` and `1` are `1`, `12e2` is `1200`; undefined where that is absurdly long. */
export function plainDecimal(text: string): string | undefined {
  // JSON has no zeros in front
  if (text.length <= SAFE_DIGITS && isIntegerText(text)) return text === '-0' ? '0' : text;
  const { negative, digits, point } = parseDecimal(text);
  if (digits === '') return '0';
  if (Math.abs(point) + digits.length > MAX_PLAIN_DIGITS) return undefined;
  const sign = negative ? '-' : '';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
