import type { BindValues } from './bind-values.ts';
import { expandText, expressionText, hasNoValue, valueIn, wholeExpression } from './expand-text.ts';
import type { ValueTemplate } from './template.ts';

/**
 * A JSON value with its values in place. A text that is one expression keeps the type of its value, unless it has a
 * format. Undefined where that has no value: a member of an object is left out then, and in a list it becomes null, since
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
