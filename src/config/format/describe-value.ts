import { excerpt } from '../../excerpt.ts';
import { isPlain } from './plain.ts';

/** A value for a message: scalars as they are, without the credentials that a URL can hold; the rest by its kind. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `\`${describeText(excerpt(withoutCredentials(value)))}\``;
    case 'number':
    case 'bigint':
    case 'boolean':
      return `\`${value}\``;
    case 'function':
      return 'a function';
    case 'symbol':
      return 'an endless object';
    default:
      if (value === null) return '`null`';
      if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
      return isPlain(value) ? 'an object' : 'an instance';
  }
}

/** In quotes where it could be taken for something else than text. */
function describeText(text: string): string {
  return /^(?:[-+.]?\d.*|true|false|null|\s*)$/.test(text) ? `'${text}'` : text;
}

function withoutCredentials(text: string): string {
  return text
    .replace(/\/\/[^/?#]*@/, '//***@')
    .replace(/([?&][^=&#]*=)[^&#]*/g, '$1***')
    .replace(/#.*$/s, '#***');
}
