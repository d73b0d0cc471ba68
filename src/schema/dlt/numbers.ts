/** Numbers by their text: what a double does not hold stays whole. */

/** A number as digits and a point that many places from their right end; negative places are zeros behind them. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Without leading or trailing zeros; `0` for zero. */
  readonly digits: string;
  readonly scale: number;
}

const NUMBER = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d+))?$/;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
/** Any integer with so many characters is within 64 bits. */
const SAFE_LENGTH = 18;

/** An integer in plain digits; JSON has a negative zero too. */
export function plainInteger(text: string): string {
  return text === '-0' ? '0' : text;
}

/** Whether the text of a JSON number is that of an integer: no point, no exponent. */
export function isInteger(text: string): boolean {
  for (let at = text.length - 1; at > 0; at--) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Whether an integer, in plain digits, is within so many bits. */
export function isWithin(text: string, bits: number): boolean {
  if (bits >= 64 && text.length <= SAFE_LENGTH) return true;
  const value = BigInt(text);
  if (bits === 64) return value >= MIN_INT64 && value <= MAX_INT64;
  const limit = 2n ** BigInt(bits - 1);
  return value >= -limit && value < limit;
}

/** Reads a decimal number; undefined for any other text, and for numbers that no column holds. */
export function readDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', bare = '', exponent = '0'] = match;
  const power = Number(exponent);
  const parts = fraction || bare;
  const all = `${whole}${parts}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { isNegative: sign === '-', digits: '0', scale: 0 };
  return {
    isNegative: sign === '-',
    digits,
    scale: parts.length - power - (all.length - digits.length),
  };
}

/** A decimal with at most that many digits behind the point, rounded half away from zero; undefined if it has too many in all. */
export function fitDecimal(value: Decimal, precision: number, scale: number): string | undefined {
  const { digits, isNegative } = value;
  // as many digits as would stand in front of the point
  if (digits.length - value.scale > precision - scale) return undefined;
  const shift = scale - value.scale;
  let unscaled = 0n;
  if (shift >= 0) unscaled = BigInt(digits) * 10n ** BigInt(shift);
  else if (-shift <= digits.length) {
    const kept = digits.slice(0, shift) || '0';
    unscaled = BigInt(kept) + (digits.charCodeAt(digits.length + shift) >= 53 ? 1n : 0n);
  }
  const text = unscaled.toString().padStart(scale + 1, '0');
  if (text.length > Math.max(precision, scale + 1) || unscaled >= 10n ** BigInt(precision))
    return undefined;
  const number = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return isNegative && unscaled !== 0n ? `-${number}` : number;
}

/** A whole number in plain digits; undefined if it has a fraction, or more digits than any column holds. */
export function wholeNumber(text: string): string | undefined {
  const value = readDecimal(text);
  return value === undefined || value.scale > 0 ? undefined : fitDecimal(value, 40, 0);
}

/** Whether a double holds the number as it was written. */
export function isExactDouble(text: string): boolean {
  const written = readDecimal(text);
  const held = readDecimal(String(Number(text)));
  return written?.digits === held?.digits && written?.scale === held?.scale;
}

/** A double as Python writes it: `1.0`, `1e+16`, `1e-05`. */
export function pythonDouble(value: number): string {
  return writeDouble(value, -4, (power) => {
    const size = String(Math.abs(power)).padStart(2, '0');
    return `e${power < 0 ? '-' : '+'}${size}`;
  });
}

/** A double as dlt writes it into the JSON of which it makes hashes: `1.0`, `1e+16`, `1e-6`. */
export function jsonDouble(value: number): string {
  return writeDouble(value, -5, (power) => `e${power < 0 ? '' : '+'}${power}`);
}

/** The shortest digits that give the double again, plain from 10^`least` to 10^16. */
function writeDouble(value: number, least: number, exponentOf: (power: number) => string): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < least || power >= 16) return mantissa + exponentOf(power);
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  return `${sign}${whole}.${digits.slice(power + 1) || '0'}`;
}
