import type { BindValues } from './bind-values.ts';
import { expandOptional, expandText, hasNoValue } from './expand-text.ts';
import { expandValue } from './expand-value.ts';
import type { TextTemplate, ValueTemplate } from './template.ts';
import { valueText } from './value-text.ts';

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
