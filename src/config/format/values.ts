import { excerpt } from '../../wording.ts';

/** An object literal, as opposed to a list, an instance or a function. */
export type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // any realm's Object.prototype: a configuration may come out of another one
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

export function asPlain(value: unknown): Plain {
  return isPlain(value) ? value : {};
}

/** Whether this object has to stay the very one that it is: it may keep things to itself. */
export function isOwnObject(value: unknown): boolean {
  return hasMethod(value, 'next') || hasMethod(value, 'authorize');
}

/** Whether this is an object with a function of that name, as opposed to the description of one by its `type`. */
export function hasMethod(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isPlain(value) && 'type' in value) return false;
  return typeof Reflect.get(value, name) === 'function';
}

/** Freezes plain data, down to its leaves. Instances and what is somebody's own stay as they are. */
export function deepFreeze<T>(value: T): T {
  const isData = Array.isArray(value) || (isPlain(value) && !isOwnObject(value));
  if (isData && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
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
