import type { ColumnType } from '../../schema/column-type.ts';

/** A JSON value in SQL. */
export interface JsonSource {
  /** Of type JSON; NULL for null and for a field that is not there. Of a value that was cut out of its row only of its kind. */
  readonly json: string;
  /** The same as a whole. Default: `json`. */
  readonly whole?: string;
  /** Its text: of a string what it says, of a number every digit. */
  readonly text: string;
  /** NULL where a double holds the number. */
  readonly exact: string;
}

export interface CoercionOptions {
  /** Whether nothing at all may be rounded, also where the type was asked for by name. */
  readonly isStrict: boolean;
}

const INTEGER_TYPES: readonly string[] = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];
const NUMBER_KINDS = "('UBIGINT', 'BIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE')";
const TRUE_WORDS = "('true', 'yes', 't', 'y', '1', '1.0')";
const FALSE_WORDS = "('false', 'no', 'f', 'n', '0', '0.0')";
/** The last second of the year 9999: a greater number counts milliseconds, or is no time at all. */
const LAST_SECOND = 253_402_300_799;
/** Digits behind the point of a second, by type. */
const SECOND_DIGITS: Readonly<Record<string, number>> = {
  TIMESTAMP_S: 0,
  TIMESTAMP_MS: 3,
  TIMESTAMP: 6,
  TIMESTAMPTZ: 6,
  TIMESTAMP_NS: 9,
};

/**
 * A JSON value as one of the type, by its meaning: `"5"`, `5.0` and `5` are one integer. NULL where the type can't hold
 * it. Only a decimal's digits behind its scale, and a fraction's digits behind those of a double, are rounded, and only
 * where not strict.
 */
export function coerced(type: ColumnType, value: JsonSource, options: CoercionOptions): string {
  if (INTEGER_TYPES.includes(type)) return toInteger(type, value);
  if (type.startsWith('DECIMAL')) return toDecimal(type, value, options);
  if (type in SECOND_DIGITS) return toTimestamp(type, value);
  switch (type) {
    case 'DOUBLE':
      return toDouble(value, options);
    case 'BOOLEAN':
      return toBoolean(value);
    case 'JSON':
      return toJson(value);
    case 'BLOB':
      return toBlob(value);
    case 'DATE':
      return toDate(value);
    case 'TIME':
      return toTime(value);
    default:
      return options.isStrict
        ? when(`${kind(value)} NOT IN ('OBJECT', 'ARRAY')`, value.text)
        : value.text;
  }
}

function kind({ json }: JsonSource): string {
  return `json_type(${json})`;
}

/** A number, or a text that is one, as text; NULL for all else. */
function numeral(value: JsonSource): string {
  const pattern = matches(`trim(${value.text})`, '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?');
  return when(
    `${kind(value)} IN ${NUMBER_KINDS} OR (${kind(value)} = 'VARCHAR' AND ${pattern})`,
    `trim(${value.text})`,
  );
}

function toInteger(type: string, value: JsonSource): string {
  const number = numeral(value);
  const double = `try_cast(${number} AS DOUBLE)`;
  return `CASE
    WHEN ${matches(number, '[+-]?\\d+')} THEN try_cast(${number} AS ${type})
    WHEN ${matches(number, '[+-]?\\d+\\.0*')} THEN try_cast(split_part(${number}, '.', 1) AS ${type})
    WHEN ${matches(number, '[+-]?\\d{1,15}[eE]\\+?\\d+')} THEN try_cast(try_cast(${number} AS DECIMAL(38,0)) AS ${type})
    WHEN ${matches(number, SHORT_EXPONENT)} AND trunc(${double}) = ${double} AND abs(${double}) < 9007199254740992
      THEN try_cast(${double} AS ${type})
    WHEN ${kind(value)} = 'VARCHAR' AND ${matches(value.text, '0[xX][0-9a-fA-F]{1,15}')}
      THEN try_cast(lower(${value.text}) AS ${type})
  END`;
}

/** Numbers with an exponent and so few digits that a double holds them. */
const SHORT_EXPONENT = '[+-]?\\d{1,8}(\\.\\d{1,7})?[eE][+-]?\\d+';

function toDecimal(type: string, value: JsonSource, { isStrict }: CoercionOptions): string {
  const number = numeral(value);
  const cast = `try_cast(${number} AS ${type})`;
  if (!isStrict) return cast;
  const scale = /,(\d+)\)$/.exec(type)?.[1] ?? '0';
  const isWhole = matches(number, `[+-]?\\d*(\\.\\d{0,${scale}}0*)?`);
  const isSame = `${matches(number, SHORT_EXPONENT)} AND CAST(${cast} AS DOUBLE) = try_cast(${number} AS DOUBLE)`;
  return when(`${isWhole} OR (${isSame})`, cast);
}

function toDouble(value: JsonSource, { isStrict }: CoercionOptions): string {
  const number = numeral(value);
  const double = `try_cast(${number} AS DOUBLE)`;
  const isInteger = matches(number, '[+-]?\\d+');
  const isHeld = `try_cast(${double} AS HUGEINT) = try_cast(${number} AS HUGEINT)`;
  const isFraction = isStrict ? `${value.exact} IS NULL` : 'true';
  return when(
    `isfinite(${double}) AND CASE WHEN ${isInteger} THEN ${isHeld} ELSE ${isFraction} END`,
    double,
  );
}

function toBoolean(value: JsonSource): string {
  const word = `lower(trim(${value.text}))`;
  return `CASE WHEN ${kind(value)} IN ('OBJECT', 'ARRAY') THEN NULL
    WHEN ${word} IN ${TRUE_WORDS} THEN true WHEN ${word} IN ${FALSE_WORDS} THEN false END`;
}

function toJson({ json, whole = json, text, exact }: JsonSource): string {
  const isNestedText = `json_type(${json}) = 'VARCHAR' AND ltrim(${text})[1] IN ('{', '[') AND json_valid(${text})`;
  return `CASE WHEN ${isNestedText} THEN try_cast(${text} AS JSON)
    ELSE coalesce(try_cast(${exact} AS JSON), ${whole}) END`;
}

/** Only text that is encoded as everybody does it comes out as it went in. */
function toBlob(value: JsonSource): string {
  const bytes = `try(from_base64(${value.text}))`;
  return when(`${kind(value)} = 'VARCHAR' AND to_base64(${bytes}) = ${value.text}`, bytes);
}

function toTime(value: JsonSource): string {
  const pattern = matches(value.text, '\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6}0*)?)?');
  return when(`${kind(value)} = 'VARCHAR' AND ${pattern}`, `try_cast(${value.text} AS TIME)`);
}

/** A time of day that is not midnight would be lost. */
function toDate(value: JsonSource): string {
  const instant = toTimestamp('TIMESTAMP', value);
  return when(`${instant} = date_trunc('day', ${instant})`, `CAST(${instant} AS DATE)`);
}

/** Text without a zone is in UTC; numbers are seconds since 1970. */
function toTimestamp(type: string, value: JsonSource): string {
  const digits = SECOND_DIGITS[type] ?? 6;
  const text = `replace(${value.text}, ',', '.')`;
  const isText = `${kind(value)} = 'VARCHAR' AND ${matches(
    value.text,
    `\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d{0,${digits}}0*)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?)?`,
  )}`;
  const isNumber = `${kind(value)} IN ${NUMBER_KINDS}
    AND ${matches(value.text, `-?\\d+(\\.\\d{0,${digits}}0*)?`)}
    AND abs(try_cast(${value.text} AS DOUBLE)) <= ${LAST_SECOND}`;
  if (type === 'TIMESTAMP_NS') {
    const whole = `epoch_us(try_cast(regexp_replace(${text}, '\\.\\d*', '') AS TIMESTAMPTZ)) * 1000`;
    const part = `CAST('0' || rpad(regexp_extract(${text}, '\\.(\\d{1,9})', 1), 9, '0') AS BIGINT)`;
    const nanos = `CAST(try_cast(${value.text} AS DECIMAL(38,9)) * 1000000000 AS BIGINT)`;
    return `CASE WHEN ${isText} THEN try(make_timestamp_ns(${whole} + ${part}))
      WHEN ${isNumber} THEN try(make_timestamp_ns(${nanos})) END`;
  }
  const micros = `CAST(try_cast(${value.text} AS DECIMAL(38,6)) * 1000000 AS BIGINT)`;
  const instant = `CASE WHEN ${isText} THEN try_cast(${text} AS TIMESTAMPTZ)
    WHEN ${isNumber} THEN try(make_timestamptz(${micros})) END`;
  if (type === 'TIMESTAMPTZ') return instant;
  const naive = `((${instant}) AT TIME ZONE 'UTC')`;
  return type === 'TIMESTAMP' ? naive : `CAST(${naive} AS ${type})`;
}

/** A decimal's text without the zeros that only its column's scale asks for. */
export function decimalText(text: string, type: string): string {
  return type.endsWith(',0)') ? text : `rtrim(rtrim(${text}, '0'), '.')`;
}

function when(condition: string, value: string): string {
  return `CASE WHEN ${condition} THEN ${value} END`;
}

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, '${pattern}')`;
}
