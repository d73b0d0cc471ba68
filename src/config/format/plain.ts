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
