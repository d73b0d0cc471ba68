import { toJsonText } from '../../parse/json-text.ts';

/**
 * A value as text: strings as they are, numbers in plain decimal, `true` and `false`, objects and lists as JSON, nothing
 * (null, undefined) as an empty text. Python's `True`, `None` and `1e+21` mean nothing to most APIs.
 */
export function valueText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return numberText(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return '';
      return value instanceof Date ? value.toISOString() : toJsonText(value);
    default:
      return value === undefined ? '' : String(value);
  }
}

/** A number without an exponent: `1e21` is written with all its zeros, `1e-7` as `0.0000001`. */
export function numberText(value: number): string {
  const text = String(value);
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (found === null) return text;
  const [, sign, whole = '', fraction = '', power] = found;
  const digits = whole + fraction;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits.padEnd(point, '0')}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
