import { toJsonText } from '../parse/json-text.ts';

/** What stands behind the name in `{name!r:04d}`. */
export interface ValueFormat {
  readonly conversion?: 'r' | 's' | 'a';
  readonly spec?: string;
}

/** A value in its format, or why it cannot be written in it. */
export type Formatted = { readonly text: string } | { readonly problem: string };

/** What is wrong with a format, before there is a value; undefined for nothing. */
export function formatProblem({ conversion, spec = '' }: ValueFormat): string | undefined {
  const parsed = parseSpec(spec);
  if ('problem' in parsed) return parsed.problem;
  return conversion !== undefined && !TEXT_TYPES.includes(parsed.type)
    ? `has the format \`!${conversion}:${spec}\`, in which a text is formatted as a number`
    : undefined;
}

/** Writes a value as Python's `format` does; nothing (null, undefined) is an empty text in every format. */
export function formatValue(value: unknown, { conversion, spec = '' }: ValueFormat): Formatted {
  if (value === null || value === undefined) return { text: '' };
  const parsed = parseSpec(spec);
  if ('problem' in parsed) return parsed;
  const converted = conversion === undefined ? value : convert(value, conversion);
  if (spec === '') return { text: valueText(converted) };
  const number = TEXT_TYPES.includes(parsed.type) ? numeric(converted) : countable(converted);
  if (parsed.type === 's' || (parsed.type === '' && number === undefined)) {
    return formatText(valueText(converted), parsed, spec);
  }
  if (number === undefined) return mismatch(`a ${kindOf(converted)}`, spec);
  return formatNumber(number, parsed, spec);
}

function numeric(value: unknown): number | bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

/** Booleans count as 1 and 0 if a number is asked for. */
function countable(value: unknown): number | bigint | undefined {
  return typeof value === 'boolean' ? Number(value) : numeric(value);
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value === 'string' ? 'text' : typeof value;
  return Array.isArray(value) ? 'list' : 'object';
}

function mismatch(what: string, spec: string): Formatted {
  return { problem: `${what} cannot be written as \`${spec}\`` };
}

function formatText(text: string, spec: FormatSpec, written: string): Formatted {
  if (spec.align === '=' || spec.sign !== '-' || spec.grouping !== '') {
    return mismatch('a text', written);
  }
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
  return { text: pad('', cut, spec, '<') };
}

function formatNumber(value: number | bigint, spec: FormatSpec, written: string): Formatted {
  const { type, sign, grouping } = spec;
  const isNegative = value < 0 || Object.is(value, -0);
  const size = isNegative ? -value : value;
  const digits = INTEGER_TYPES.includes(type) ? integerDigits(size, spec) : decimals(size, spec);
  if (digits === undefined) return mismatch(`the number ${valueText(value)}`, written);
  const mark = isNegative ? '-' : sign === '-' ? '' : sign;
  const prefix = spec.hasPrefix ? `0${type}` : '';
  const body = grouping === '' ? digits : grouped(digits, grouping, type);
  // a zero in front of the width stands behind the sign also if no type is given
  const inner = spec.fill === '0' && spec.align === undefined ? '=' : '>';
  return { text: pad(mark + prefix, body, spec, inner) };
}

/** Undefined if the number is not whole. */
function integerDigits(size: number | bigint, { type }: FormatSpec): string | undefined {
  if (typeof size === 'number' && !Number.isInteger(size)) return undefined;
  const radix = { x: 16, X: 16, o: 8, b: 2 }[type] ?? 10;
  const digits = BigInt(size).toString(radix);
  return type === 'X' ? digits.toUpperCase() : digits;
}

function decimals(size: number | bigint, { type, precision }: FormatSpec): string {
  if (type === '' && precision === undefined) {
    return typeof size === 'bigint' ? String(size) : numberText(size);
  }
  const digits = precision ?? 6;
  const value = Number(size);
  switch (type) {
    case 'f':
    case 'F':
      return fixedText(value, digits);
    case '%':
      return `${fixedText(value * 100, digits)}%`;
    case 'e':
      return scientificText(value, digits);
    case 'E':
      return scientificText(value, digits).toUpperCase();
    case 'G':
      return generalText(value, digits).toUpperCase();
    default:
      return generalText(value, digits);
  }
}

/** Thousands, or four digits at a time if the base is not ten. */
function grouped(digits: string, grouping: string, type: string): string {
  if (['x', 'X', 'o', 'b'].includes(type)) return digits.replace(/\B(?=(?:\w{4})+$)/g, grouping);
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/.exec(digits) ?? [];
  return whole.replace(/\B(?=(?:\d{3})+$)/g, grouping) + rest;
}

function pad(mark: string, body: string, spec: FormatSpec, natural: '<' | '>' | '='): string {
  const text = mark + body;
  const missing = Math.max(0, spec.width - [...text].length);
  const filling = (length: number): string => spec.fill.repeat(length);
  switch (spec.align ?? natural) {
    case '<':
      return text + filling(missing);
    case '=':
      return mark + filling(missing) + body;
    case '^': {
      const left = Math.floor(missing / 2);
      return filling(left) + text + filling(missing - left);
    }
    default:
      return filling(missing) + text;
  }
}

function convert(value: unknown, conversion: 'r' | 's' | 'a'): string {
  const text = valueText(value);
  if (conversion === 's') return text;
  const shown = typeof value === 'string' ? quoted(text) : text;
  return conversion === 'r' ? shown : shown.replace(/[^\0-\x7f]/gu, escaped);
}

/** A text in quotes, as Python shows it. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const names: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const body = text.replace(/[\\'"\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => {
    if (character === '\\' || character === quote) return `\\${character}`;
    if (character === "'" || character === '"') return character;
    return names[character] ?? escaped(character);
  });
  return quote + body + quote;
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}

/** A format of Python's mini-language (`[[fill]align][sign][#][0][width][grouping][.precision][type]`), taken apart. */
export interface FormatSpec {
  readonly fill: string;
  /** `=` puts the filling between the sign and the digits. Undefined: numbers to the right, texts to the left. */
  readonly align?: '<' | '>' | '=' | '^';
  readonly sign: '+' | '-' | ' ';
  /** Whether `0x` and the like are written. */
  readonly hasPrefix: boolean;
  readonly width: number;
  readonly grouping: '' | ',' | '_';
  readonly precision?: number;
  readonly type: string;
}

const SPEC =
  /^(?:(.)?([<>=^]))?([+\- ])?(#)?(0)?(\d{1,3})?([,_])?(?:\.(\d{1,2}))?([sdxXobeEfFgG%])?$/su;

export const TEXT_TYPES: readonly string[] = ['', 's'];
export const INTEGER_TYPES: readonly string[] = ['d', 'x', 'X', 'o', 'b'];

/** Takes a format apart. Returns what is wrong with it if it is not a format that Sluice knows. */
export function parseSpec(spec: string): FormatSpec | { readonly problem: string } {
  const found = SPEC.exec(spec);
  if (found === null) {
    const known = '`04d`, `.2f`, `>10`, `,d` and `x` are';
    return { problem: `has the format \`${spec}\`, which is not supported; formats like ${known}` };
  }
  const [, fill, align, sign, prefix, zero, width, grouping = '', precision, type = ''] = found;
  const isZeroFilled = zero !== undefined && align === undefined;
  // a zero in front of the width fills numbers behind their sign, and texts, as in Python, on their right
  const filling = isZeroFilled ? '0' : (fill ?? ' ');
  const problem = contradiction({ sign, prefix, grouping, precision, type, align, filling });
  if (problem !== undefined) return { problem: `has the format \`${spec}\`, in which ${problem}` };
  const isNumber = type !== '' && type !== 's';
  const chosen = align ?? (isZeroFilled && isNumber ? '=' : undefined);
  return {
    fill: filling,
    ...(chosen === undefined ? {} : { align: chosen as '<' | '>' | '=' | '^' }),
    sign: (sign ?? '-') as '+' | '-' | ' ',
    hasPrefix: prefix !== undefined,
    width: Number(width ?? 0),
    grouping: grouping as '' | ',' | '_',
    ...(precision === undefined ? {} : { precision: Number(precision) }),
    type,
  };
}

interface SpecParts {
  readonly sign: string | undefined;
  readonly prefix: string | undefined;
  readonly grouping: string;
  readonly precision: string | undefined;
  readonly type: string;
  readonly align: string | undefined;
  readonly filling: string;
}

function contradiction(parts: SpecParts): string | undefined {
  const { sign, prefix, grouping, precision, type, align, filling } = parts;
  if (type === 's' && (sign !== undefined || grouping !== '' || align === '=')) {
    return 'a sign, a grouping or `=` is given for a text';
  }
  if (prefix !== undefined && !['x', 'X', 'o', 'b'].includes(type)) {
    return '`#` goes only with `x`, `X`, `o` and `b`';
  }
  if (precision !== undefined && INTEGER_TYPES.includes(type)) {
    return 'an integer has a precision';
  }
  if (grouping === ',' && ['x', 'X', 'o', 'b'].includes(type)) {
    return '`,` goes only with decimal numbers';
  }
  return grouping !== '' && filling === '0' ? 'zeros and a grouping are given at once' : undefined;
}

/** A number that is not negative with so many digits behind the point; halves go to the even digit, as in Python. */
export function fixedText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value >= 1e21) return digits === 0 ? whole(value) : `${whole(value)}.${'0'.repeat(digits)}`;
  // a hundred digits show every half that can be: one that stands behind digit 99
  const exact = value.toFixed(100);
  const cutAt = exact.indexOf('.') + 1 + digits;
  const cut = exact.slice(0, cutAt).replace(/\.$/, '');
  const isHalf = /^50*$/.test(exact.slice(cutAt));
  return isHalf && /[02468]$/.test(cut) ? cut : value.toFixed(digits);
}

function whole(value: number): string {
  return BigInt(value).toString();
}

/** `1.50e+03`: the exponent has two digits at least. */
export function scientificText(value: number, digits: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(digits).split('e');
  if (!Number.isFinite(value)) return mantissa;
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

/** The shorter of both forms in so many significant digits, without zeros at the end. */
export function generalText(value: number, digits: number): string {
  const significant = Math.max(1, digits);
  const exponent = Number(value.toExponential(significant - 1).split('e')[1] ?? 0);
  if (exponent >= -4 && exponent < significant) {
    return withoutZeros(fixedText(value, significant - 1 - exponent));
  }
  const [mantissa = '', power = ''] = scientificText(value, significant - 1).split('e');
  return `${withoutZeros(mantissa)}e${power}`;
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

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
