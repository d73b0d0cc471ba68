import { LOWER_E, MINUS, MORE, NINE, PLUS, POINT, UNSURE, UPPER_E, ZERO } from './json-bytes.ts';
import { SAFE_DIGITS } from './number.ts';

/** Reads numbers in the bytes of a body, and knows of the last one what its type takes. */
export class NumberScan {
  /** Digits in front of the point. */
  wholeDigits = 0;
  /** Digits behind the point, without the zeros at the end. */
  scale = 0;
  /** Whether it has a point or an exponent. */
  isFraction = false;
  /** Whether it has no exponent, and a double holds it whatever its digits are. */
  isPlain = false;

  /**
   * Skips the number that begins there.
   *
   * @returns the place behind it, {@link MORE} or {@link UNSURE}
   */
  read(bytes: Buffer, start: number): number {
    let at = bytes[start] === MINUS ? start + 1 : start;
    const whole = at;
    let byte = bytes[at] as number;
    if (byte === ZERO) byte = bytes[++at] as number;
    else while (byte >= ZERO && byte <= NINE) byte = bytes[++at] as number;
    this.wholeDigits = at - whole;
    this.scale = 0;
    this.isFraction = false;
    let digits = this.wholeDigits;
    if (digits === 0) return at >= bytes.length ? MORE : UNSURE;
    if (byte === POINT) {
      const point = at;
      byte = bytes[++at] as number;
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number) {
        if (byte !== ZERO) this.scale = at - point;
      }
      if (at === point + 1) return at >= bytes.length ? MORE : UNSURE;
      digits += at - point - 1;
      this.isFraction = true;
    }
    this.isPlain = digits <= SAFE_DIGITS;
    if (byte === LOWER_E || byte === UPPER_E) {
      this.isPlain = false;
      this.isFraction = true;
      byte = bytes[++at] as number;
      if (byte === PLUS || byte === MINUS) byte = bytes[++at] as number;
      const exponent = at;
      while (byte >= ZERO && byte <= NINE) byte = bytes[++at] as number;
      if (at === exponent) return at >= bytes.length ? MORE : UNSURE;
    }
    return at >= bytes.length ? MORE : at;
  }
}
