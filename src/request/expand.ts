import { SourceError } from '../errors.ts';
import type { Expression, RequestTemplate, TextTemplate, ValueTemplate } from './template.ts';
import { formatValue, valueText } from './value-format.ts';

/** What one walk puts into its request. */
export interface BindValues {
  /** Fields of the parent row, by JSONPath. */
  readonly parent?: ReadonlyMap<string, unknown> | undefined;
  /** Of an endpoint with an `incremental`; null and undefined stand for no value. */
  readonly incremental?: {
    /** What `{incremental.<name>}` stands for. */
    attribute(name: string): unknown;
    /** What the parameter of the cursor sends. */
    readonly start?: unknown;
    /** What the parameter of the end sends. */
    readonly end?: unknown;
  };
}

/**
 * A text with its values in place.
 *
 * @throws {SourceError} SOURCE_PARENT_FIELD for a value that cannot be written in its format.
 */
export function expandText(text: TextTemplate, values: BindValues): string {
  return text
    .map((part) => (typeof part === 'string' ? part : expressionText(part, values)))
    .join('');
}

/** As {@link expandText}; undefined for a text that is one expression without a value, and nothing else. */
export function expandOptional(text: TextTemplate, values: BindValues): string | undefined {
  const whole = wholeExpression(text);
  if (whole !== undefined && hasNoValue(valueIn(whole, values))) return undefined;
  return expandText(text, values);
}

/** The expression that a text is made of, if of nothing else. */
export function wholeExpression(text: TextTemplate): Expression | undefined {
  const [first] = text;
  return text.length === 1 && typeof first !== 'string' ? first : undefined;
}

/** What an expression stands for, without its format. */
export function valueIn(expression: Expression, { parent, incremental }: BindValues): unknown {
  if (expression.kind === 'incremental') return incremental?.attribute(expression.attribute);
  if (!parent?.has(expression.field)) {
    throw new TypeError(`the request needs \`${expression.field}\` of a parent row, and got none`);
  }
  return parent.get(expression.field);
}

/** The text of an expression in its format; empty if it has no value. */
export function expressionText(expression: Expression, values: BindValues): string {
  const value = valueIn(expression, values);
  if (expression.format === undefined) return valueText(value);
  const formatted = formatValue(value, expression.format);
  if ('text' in formatted) return formatted.text;
  throw valueError(
    `\`${describeText([expression])}\` of the request cannot be filled in: ${formatted.problem}. Change the format`,
  );
}

export function hasNoValue(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** A text as it was written, for messages: no value is in it. */
export function describeText(text: TextTemplate): string {
  return text
    .map((part) => {
      if (typeof part === 'string') return part;
      const name =
        part.kind === 'parent'
          ? `resources.….${part.field.replace(/^\$\./, '')}`
          : `incremental.${part.attribute}`;
      const { conversion, spec } = part.format ?? {};
      const conversionText = conversion === undefined ? '' : `!${conversion}`;
      return `{${name}${conversionText}${spec === undefined ? '' : `:${spec}`}}`;
    })
    .join('');
}

/** A value that does not fit into the request. */
export function valueError(what: string): SourceError {
  return new SourceError(
    'SOURCE_PARENT_FIELD',
    `${what}; nothing was asked for with this value, and no row of it was taken.`,
  );
}

/**
 * A JSON value with its values in place. A text that is one expression keeps the type of its value, unless it has a
 * format. Undefined if that has no value: a member of an object is left out then, and in a list it becomes null, since
 * the others must keep their places.
 */
export function expandValue(template: ValueTemplate, values: BindValues): unknown {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'list':
      return template.items.map((item) => expandValue(item, values) ?? null);
    case 'object': {
      const members = template.members.map(
        ([name, value]) => [expandText(name, values), expandValue(value, values)] as const,
      );
      return Object.fromEntries(members.filter(([, value]) => value !== undefined));
    }
    case 'text': {
      const whole = wholeExpression(template.text);
      if (whole === undefined) return expandText(template.text, values);
      const value = valueIn(whole, values);
      if (hasNoValue(value)) return undefined;
      return whole.format === undefined ? value : expressionText(whole, values);
    }
  }
}

export type Pair = readonly [name: string, value: string];

/**
 * The pairs that one parameter or one field of a form becomes: one for each item of a list, none for what has no value.
 * A value that is a list itself, or an object, becomes JSON text.
 */
export function expandPairs(
  name: TextTemplate,
  value: ValueTemplate,
  values: BindValues,
): readonly Pair[] {
  const items = value.kind === 'list' ? value.items : [value];
  return toPairs(
    expandText(name, values),
    items.map((item) =>
      item.kind === 'text' ? expandOptional(item.text, values) : expandValue(item, values),
    ),
  );
}

/** A name with each of the values that there are. */
export function toPairs(name: string, items: readonly unknown[]): readonly Pair[] {
  return items.filter((item) => !hasNoValue(item)).map((item) => [name, valueText(item)] as const);
}

/**
 * Headers with their values in place. Of those with the same name, in whatever case, the last one counts; one that is a
 * single expression without a value is left out.
 *
 * @throws {SourceError} SOURCE_PARENT_FIELD for what no header can hold. The value is not told: it may be secret.
 */
export function expandHeaders(
  headers: RequestTemplate['headers'],
  values: BindValues,
): Readonly<Record<string, string>> {
  const expanded = new Map<string, readonly [name: string, value: string]>();
  for (const [nameText, valueTemplate] of headers) {
    const value = expandOptional(valueTemplate, values);
    if (value === undefined) continue;
    const name = expandText(nameText, values);
    const problem = nameProblem(name) ?? valueProblem(value);
    if (problem !== undefined)
      throw valueError(`the header \`${describeText(nameText)}\` ${problem}`);
    expanded.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(expanded.values());
}

function nameProblem(name: string): string | undefined {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    ? undefined
    : 'gets a name that is none for a header from the values put in';
}

function valueProblem(value: string): string | undefined {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ? undefined
    : 'gets a character that no header can carry, such as a line break, from the values put in';
}

/** A segment that names no place but leads to another one, in each of the ways to write it. */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/**
 * A path with its values in place, each percent-encoded as one segment: whatever a value holds, it stays inside of its
 * place in the address. Only a path that is one expression and nothing else may become a full URL, as rows that link to
 * their details have it; which hosts may be asked is for the HTTP client to say.
 *
 * @throws {SourceError} SOURCE_PARENT_FIELD for a value of the parent that makes a segment empty, and for one that makes
 * it `.` or `..`: every URL parser takes these for a step to another folder, however they are encoded.
 */
export function expandPath(path: TextTemplate, values: BindValues): string {
  const whole = wholeExpression(path);
  const link = whole === undefined ? '' : expressionText(whole, values);
  if (isLink(link)) return link;
  const parts = path.map((part) =>
    typeof part === 'string'
      ? part
      : encodeURIComponent(expressionText(part, values).toWellFormed()),
  );
  const problem = segmentsOf(path, parts).map(segmentProblem).find(Boolean);
  if (problem !== undefined) {
    throw valueError(`in the path \`${describeText(path)}\` a value ${problem}: another address`);
  }
  return parts.join('');
}

function isLink(text: string): boolean {
  if (!isFullUrl(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

interface Segment {
  text: string;
  hasValue: boolean;
  hasParentValue: boolean;
}

/** What is wrong with a segment; dots and nothing that were written so are meant. */
function segmentProblem({ text, hasValue, hasParentValue }: Segment): string | undefined {
  if (hasValue && DOTS.test(text)) return 'makes a whole segment `.` or `..`';
  return hasParentValue && text === '' ? 'is empty and makes a segment empty' : undefined;
}

/** What stands between the slashes, as far as the query. */
function segmentsOf(path: TextTemplate, parts: readonly string[]): readonly Segment[] {
  let segment: Segment = { text: '', hasValue: false, hasParentValue: false };
  const segments = [segment];
  for (const [i, part] of parts.entries()) {
    const written = path[i];
    if (typeof written === 'object') {
      segment.text += part;
      segment.hasValue = true;
      segment.hasParentValue ||= written.kind === 'parent';
      continue;
    }
    const [before = '', query] = part.split(/[?#]/, 2);
    const [rest = '', ...more] = before.split(/[/\\]/);
    segment.text += rest;
    for (const text of more) {
      segment = { text, hasValue: false, hasParentValue: false };
      segments.push(segment);
    }
    if (query !== undefined) break;
  }
  return segments;
}

/** Whether a path is a URL of its own, which takes the place of the base. */
export function isFullUrl(path: string): boolean {
  return /^https?:/i.test(path);
}

/**
 * Puts a path behind a base: the slashes at the end of the one and at the start of the other become one, all others stay.
 * An empty path is the base; a full http(s) URL is itself.
 */
export function joinUrl(base: string, path: string): string {
  if (isFullUrl(path)) return path;
  if (path === '') return base;
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
