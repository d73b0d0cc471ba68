import { formatProblem, type ValueFormat } from './value-format.ts';

/** A part of a text that is put in for each walk. */
export type Expression =
  /** A field of the parent row, by JSONPath. */
  | { readonly kind: 'parent'; readonly field: string; readonly format?: ValueFormat }
  /** An attribute of the endpoint's `incremental`: `start_value`, `initial_value`, `last_value`, `end_value`, `lag`, … */
  | { readonly kind: 'incremental'; readonly attribute: string; readonly format?: ValueFormat };

/** A text with expressions in it, in order; literal parts have their braces already. */
export type TextTemplate = readonly (string | Expression)[];

/** A JSON value with templates in place of its strings and names. */
export type ValueTemplate =
  | { readonly kind: 'text'; readonly text: TextTemplate }
  | { readonly kind: 'literal'; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly ValueTemplate[] }
  | {
      readonly kind: 'object';
      readonly members: readonly (readonly [name: TextTemplate, value: ValueTemplate])[];
    };

/** What a query parameter holds before a walk begins. */
export type ParamTemplate =
  | { readonly kind: 'value'; readonly value: ValueTemplate }
  /** The cursor's value at the start, as the incremental of that parameter or `start_param` sends it. */
  | { readonly kind: 'start' }
  /** The end value, as `end_param` sends it. */
  | { readonly kind: 'end' };

export type BodyTemplate =
  | { readonly kind: 'json'; readonly value: ValueTemplate }
  | { readonly kind: 'form'; readonly pairs: readonly (readonly [TextTemplate, ValueTemplate])[] }
  | { readonly kind: 'raw'; readonly text: TextTemplate };

/** The request of a resource, before the values of one walk are put in. */
export interface RequestTemplate {
  readonly method: 'GET' | 'POST';
  readonly baseUrl: string;
  /** Values put in are percent-encoded as one segment. */
  readonly path: TextTemplate;
  readonly params: readonly (readonly [name: TextTemplate, value: ParamTemplate])[];
  /** Those of the client are not among them. */
  readonly headers: readonly (readonly [name: TextTemplate, value: TextTemplate])[];
  readonly body?: BodyTemplate;
}

/** A part of a text as it was written: literal text that has its single braces already, or a placeholder. */
export type RawPart = string | RawExpression;

export type RawExpression =
  /** `{resources.<resource>.<field>}`; the field is a JSONPath, as yet unread. */
  | {
      readonly kind: 'parent';
      readonly resource: string;
      readonly field: string;
      readonly format?: ValueFormat;
    }
  /** `{incremental.<attribute>}`. */
  | { readonly kind: 'incremental'; readonly attribute: string; readonly format?: ValueFormat }
  /** `{name}` in a path: the parameter of that name, which is bound to a value or to a field of the parent. */
  | { readonly kind: 'param'; readonly name: string; readonly format?: ValueFormat };

/** The parts of a text in order, or what is wrong with it, as the end of a sentence that begins with its place. */
export type ParsedTemplate = { readonly parts: readonly RawPart[] } | { readonly problem: string };

export interface TemplateOptions {
  /** In a path four braces stand for one, as two do, and `{name}` stands for a parameter. */
  readonly isPath: boolean;
}

const SINGLE_BRACE = 'has a single brace; a brace that means itself is doubled (`{{`, `}}`)';

/**
 * Reads a text in which `{…}` is a placeholder, in Python's format syntax, and a doubled brace stands for one. In a path,
 * where configurations for dlt have a brace four times, that stands for one too.
 */
export function parseTemplate(text: string, options: TemplateOptions): ParsedTemplate {
  const parts: RawPart[] = [];
  let literal = '';
  for (let at = 0; at < text.length; ) {
    const brace = braceAt(text, at, options.isPath);
    if (brace !== undefined) {
      literal += brace.text;
      at += brace.length;
      continue;
    }
    if (text[at] === '}') return { problem: SINGLE_BRACE };
    const end = endOfPlaceholder(text, at + 1);
    if (end === undefined) return { problem: SINGLE_BRACE };
    const expression = parseExpression(text.slice(at + 1, end), options);
    if ('problem' in expression) return expression;
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(expression);
    at = end + 1;
  }
  if (literal !== '') parts.push(literal);
  return { parts };
}

/** The literal text that begins here: up to the next brace, or the brace that several stand for. */
function braceAt(
  text: string,
  at: number,
  isPath: boolean,
): { readonly text: string; readonly length: number } | undefined {
  const brace = text[at];
  if (brace !== '{' && brace !== '}') {
    const plain = /[{}]/.exec(text.slice(at));
    const length = plain?.index ?? text.length - at;
    return { text: text.slice(at, at + length), length };
  }
  if (isPath && text.startsWith(brace.repeat(4), at)) return { text: brace, length: 4 };
  if (text.startsWith(brace.repeat(2), at)) return { text: brace, length: 2 };
  return undefined;
}

/** Where the brace stands that closes a placeholder: none inside of brackets or quotes. */
function endOfPlaceholder(text: string, from: number): number | undefined {
  const end = indexOutside(text, from, '{}');
  return end >= 0 && text[end] === '}' ? end : undefined;
}

/** The first of the characters that stands outside of brackets and of quotes; -1 for none. */
function indexOutside(text: string, from: number, characters: string): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '[') depth++;
    else if (character === ']') depth--;
    else if (depth <= 0 && characters.includes(character)) return at;
  }
  return -1;
}

function parseExpression(
  text: string,
  { isPath }: TemplateOptions,
): RawExpression | { readonly problem: string } {
  const nameEnd = indexOutside(text, 0, '!:');
  const name = nameEnd < 0 ? text : text.slice(0, nameEnd);
  const tail = readFormat(nameEnd < 0 ? '' : text.slice(nameEnd));
  if (typeof tail === 'string') return { problem: `\`{${text}}\` ${tail}` };
  const format = Object.keys(tail).length === 0 ? {} : { format: tail };
  if (name === '')
    return { problem: `holds \`{${text}}\`, which names nothing; ${allowed(isPath)}` };
  const [context = '', second, ...rest] = name.split('.');
  if (context === 'resources' && second !== undefined) {
    const field = rest.join('.');
    if (second !== '' && field !== '') {
      return { kind: 'parent', resource: second, field, ...format };
    }
    return { problem: `\`{${name}}\` must name a field: \`{resources.<name>.<field>}\`` };
  }
  if (context === 'incremental' && second !== undefined) {
    const attribute = name.slice('incremental.'.length);
    if (/^[A-Za-z_]\w*$/.test(attribute)) return { kind: 'incremental', attribute, ...format };
    return { problem: `\`{${name}}\` must name one attribute: \`{incremental.<attribute>}\`` };
  }
  if (isPath && /^[^.[\]\s]+$/.test(name)) return { kind: 'param', name, ...format };
  return { problem: `\`{${name}}\` is no placeholder; ${allowed(isPath)}` };
}

function allowed(isPath: boolean): string {
  const forms = ['`{resources.<name>.<field>}`', '`{incremental.<attribute>}`'];
  if (isPath) forms.push('`{<name of a parameter>}`');
  return `there are ${forms.slice(0, -1).join(', ')} and ${forms.at(-1)}, and a brace that means itself is doubled`;
}

/** Reads `!r:04d`. Returns a text for what is wrong with it. */
function readFormat(text: string): ValueFormat | string {
  const found = /^(?:!([^:]*))?(?::(.*))?$/su.exec(text);
  const conversion = found?.[1];
  const spec = found?.[2] ?? '';
  if (conversion !== undefined && !isConversion(conversion)) {
    return `has the conversion \`!${conversion}\`; there are \`!r\`, \`!s\` and \`!a\``;
  }
  const format = {
    ...(conversion === undefined ? {} : { conversion }),
    ...(spec === '' ? {} : { spec }),
  };
  return formatProblem(format) ?? format;
}

function isConversion(text: string): text is 'r' | 's' | 'a' {
  return ['r', 's', 'a'].includes(text);
}
