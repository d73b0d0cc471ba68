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

/** Freezes plain data, down to its leaves. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
