import { SourceError } from '../../errors.ts';
import type { BindValues } from './bind-values.ts';
import type { Expression, TextTemplate } from './template.ts';
import { formatValue } from './value-format.ts';
import { valueText } from './value-text.ts';

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

/** As {@link expandText}; undefined for a text that is one expression and nothing else, where that has no value. */
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

/** The text of an expression in its format; empty where it has no value. */
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
