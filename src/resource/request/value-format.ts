import { type FormatSpec, INTEGER_TYPES, parseSpec, TEXT_TYPES } from './format-spec.ts';
import { fixedText, generalText, scientificText } from './number-format.ts';
import type { ValueFormat } from './template.ts';
import { numberText, valueText } from './value-text.ts';

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

/** Truth counts as 1 and 0 where a number is asked for. */
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
  // a zero in front of the width stands behind the sign also where no type is given
  const inner = spec.fill === '0' && spec.align === undefined ? '=' : '>';
  return { text: pad(mark + prefix, body, spec, inner) };
}

/** Undefined where the number is not whole. */
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

/** Thousands, or four digits at a time where the base is not ten. */
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
