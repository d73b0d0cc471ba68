import type { JsonNode } from '../../model.ts';
import { dateTimeOf, timeOf, timestampOf, timestampOfSeconds } from './date-times.ts';
import { compactJson, writeJson } from './json-text.ts';
import {
  fitDecimal,
  isExactDouble,
  isInteger,
  isWithin,
  plainInteger,
  pythonDouble,
  readDecimal,
  wholeNumber,
} from './numbers.ts';
import type { DataType, DltCell, DltType } from './tables.ts';

/** Most digits of a decimal column. */
const MAX_DIGITS = 38;
const DEFAULT_SCALE = 9;
/** No shorter number without an exponent is beyond a double. */
const FINITE_LENGTH = 300;

const YES = new Set(['yes', 'true', 't', 'y', '1']);
const NO = new Set(['no', 'false', 'f', 'n', '0']);

/**
 * The type of a new column by its first value, which is not null. Beyond dlt, where such a value fails the load: an integer
 * beyond 64 bits is `wei`, and a number that no column holds (39 digits, `1e400`) is `text`.
 */
export function typeOfValue(node: JsonNode): DataType {
  if (node.kind === 'string') return dateTimeOf(node.text) === undefined ? 'text' : 'timestamp';
  return typeInNames(node);
}

/** The type by which the variant column of a value is named: a text that is a date-time is a text here. */
export function typeInNames(node: JsonNode): DataType {
  switch (node.kind) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'bool';
    case 'number':
      return typeOfNumber(node.text);
    default:
      return 'json';
  }
}

/** A value, not null, for a column of that type; undefined if the type does not take it: it needs a variant column. */
export function coerce(node: JsonNode, type: DltType): Exclude<DltCell, null> | undefined {
  switch (type.dataType) {
    case 'text':
      return toText(node);
    case 'bigint':
      return toBigint(node, type.precision ?? 64);
    case 'double':
      return toDouble(node);
    case 'bool':
      return toBool(node);
    case 'timestamp':
      return toTimestamp(node, type.timezone ?? true);
    case 'date':
      return pointInTime(node)?.slice(0, 10);
    case 'time':
      return node.kind === 'string' ? timeOf(node.text) : undefined;
    case 'json':
      return toJson(node);
    case 'decimal': {
      const precision = type.precision ?? MAX_DIGITS;
      return toDecimal(node, precision, type.scale ?? Math.min(DEFAULT_SCALE, precision));
    }
    case 'wei':
      return toDecimal(node, MAX_DIGITS, 0);
    case 'binary':
      return toBinary(node);
    default:
      return undefined;
  }
}

function typeOfNumber(text: string): DataType {
  if (!isInteger(text)) return isFiniteDouble(text) ? 'double' : 'text';
  if (isWithin(text, 64)) return 'bigint';
  return fitsWei(text) ? 'wei' : 'text';
}

function fitsWei(integer: string): boolean {
  return integer.length - (integer.startsWith('-') ? 1 : 0) <= MAX_DIGITS;
}

/** Numbers as Python writes them, except where that would change them: then as the API does. */
function toText(node: JsonNode): string {
  switch (node.kind) {
    case 'string':
      return node.text;
    case 'boolean':
      return node.text === 'true' ? 'True' : 'False';
    case 'number': {
      const { text } = node;
      if (isInteger(text)) return plainInteger(text);
      return isFiniteDouble(text) && isExactDouble(text) ? pythonDouble(Number(text)) : text;
    }
    default:
      return writeJson(node);
  }
}

function toBigint(node: JsonNode, precision: number): string | undefined {
  const bits =
    precision <= 8 ? 8 : precision <= 16 ? 16 : precision <= 32 ? 32 : precision <= 64 ? 64 : 128;
  let text: string | undefined;
  if (node.kind === 'number')
    text = isInteger(node.text) ? plainInteger(node.text) : wholeNumber(node.text);
  else if (node.kind === 'string') text = integerOfText(node.text);
  return text !== undefined && isWithin(text, bits) ? text : undefined;
}

function toDouble(node: JsonNode): string | undefined {
  if (node.kind === 'number')
    return isFiniteDouble(node.text) ? plainInteger(node.text) : undefined;
  if (node.kind !== 'string') return undefined;
  const hex = hexOfText(node.text);
  if (hex !== undefined) return hex;
  const word = node.text.trim().toLowerCase();
  const named = /^[+-]?(?:inf(?:inity)?|nan)$/.test(word);
  if (named) return word.replace('+', '').replace('infinity', 'inf').replace('-nan', 'nan');
  const number = numberOfText(node.text);
  return number !== undefined && isFiniteDouble(number) ? number : undefined;
}

function toBool(node: JsonNode): boolean | undefined {
  if (node.kind === 'boolean') return node.text === 'true';
  if (node.kind === 'number') return Number(node.text) !== 0;
  if (node.kind !== 'string' || node.text.length > 5) return undefined;
  const word = node.text.toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}

function toTimestamp(node: JsonNode, hasZone: boolean): string | undefined {
  const moment = pointInTime(node);
  return moment !== undefined && hasZone ? `${moment}+00` : moment;
}

function pointInTime(node: JsonNode): string | undefined {
  if (node.kind === 'string') return timestampOf(node.text);
  return node.kind === 'number' ? timestampOfSeconds(Number(node.text)) : undefined;
}

function toJson(node: JsonNode): string | undefined {
  if (node.kind === 'string') return compactJson(node.text);
  return node.kind === 'object' || node.kind === 'array' ? writeJson(node) : undefined;
}

function toDecimal(node: JsonNode, precision: number, scale: number): string | undefined {
  let text: string | undefined;
  if (node.kind === 'number') text = node.text;
  else if (node.kind === 'string') text = hexOfText(node.text) ?? numberOfText(node.text);
  const value = text === undefined ? undefined : readDecimal(text);
  return value === undefined ? undefined : fitDecimal(value, precision, scale);
}

/** Bytes, as DuckDB reads them from text: `\x0A\xFF`. */
function toBinary(node: JsonNode): string | undefined {
  const bytes = bytesOf(node);
  if (bytes === undefined) return undefined;
  return bytes.toString('hex').toUpperCase().replace(/../g, '\\x$&');
}

function bytesOf(node: JsonNode): Buffer | undefined {
  if (node.kind === 'number') return bytesOfInteger(plainInteger(node.text));
  if (node.kind !== 'string') return undefined;
  const { text } = node;
  if (text.startsWith('0x')) {
    const hex = text.slice(2).replace(/\s+/g, '');
    return /^(?:[0-9a-f]{2})*$/i.test(hex) ? Buffer.from(hex, 'hex') : undefined;
  }
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64') : undefined;
}

/** Least byte first, as many as are needed. */
function bytesOfInteger(text: string): Buffer | undefined {
  if (!isInteger(text) || text.startsWith('-')) return undefined;
  const hex = BigInt(text).toString(16);
  if (hex === '0') return Buffer.alloc(0);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').reverse();
}

/** An integer as Python reads one from text, in plain digits. */
function integerOfText(text: string): string | undefined {
  const hex = hexOfText(text);
  if (hex !== undefined) return hex;
  const clean = text.trim();
  if (!/^[+-]?\d+(?:_\d+)*$/.test(clean)) return undefined;
  return String(BigInt(clean.replaceAll('_', '').replace('+', '')));
}

/** A decimal number as Python reads one from text. */
function numberOfText(text: string): string | undefined {
  const clean = text.trim().replace(/(?<=\d)_(?=\d)/g, '');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(clean)) return undefined;
  return clean
    .replace('+', (plus, at: number) => (at === 0 ? '' : plus))
    .replace(/^(-?)\./, '$10.');
}

function hexOfText(text: string): string | undefined {
  const clean = text.trim();
  if (!clean.startsWith('0x')) return undefined;
  const digits = /^\s*([0-9a-f]+(?:_[0-9a-f]+)*)$/i.exec(clean.slice(2))?.[1];
  return digits === undefined ? undefined : String(BigInt(`0x${digits.replaceAll('_', '')}`));
}

function isFiniteDouble(text: string): boolean {
  return text.length < FINITE_LENGTH && !hasExponent(text) ? true : Number.isFinite(Number(text));
}

function hasExponent(text: string): boolean {
  return text.includes('e') || text.includes('E');
}
