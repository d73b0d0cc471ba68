import type { Redact } from './redaction.ts';

/** More errors than this in one chain of causes are left out. */
const MAX_ERRORS = 64;

/**
 * The error without a secret in its message, stack, causes and properties. The same error when there is nothing to
 * hide, else a copy of the same class; the original stays as it is. Sockets, buffers and the like, which foreign errors
 * carry and a console prints, are left out.
 */
export function redactError(error: Error, redact: Redact): Error {
  return redactedError(error, redact, new Map());
}

type Seen = Map<object, unknown>;

function redactedError(error: Error, redact: Redact, seen: Seen): Error {
  const known = seen.get(error);
  if (known instanceof Error) return known;
  // A cycle of causes comes back here: what is being copied already stands for itself.
  const copy = new Error(redact(error.message));
  seen.set(error, copy);
  const changed = fillCopy(copy, error, redact, seen);
  if (!changed) {
    seen.set(error, error);
    return error;
  }
  return copy;
}

function fillCopy(copy: Error, error: Error, redact: Redact, seen: Seen): boolean {
  // A DOMException keeps its fields where only its own kind can read them.
  const named = error instanceof DOMException;
  if (!named) Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
  let changed = copy.message !== error.message;
  const define = (key: PropertyKey, from: unknown, enumerable: boolean): void => {
    const value = redactedValue(from, redact, seen);
    changed ||= value !== from;
    Object.defineProperty(copy, key, { value, enumerable, configurable: true, writable: true });
  };
  if (named) define('name', error.name, false);
  define('stack', error.stack, false);
  for (const key of Object.getOwnPropertyNames(error)) {
    if (key === 'stack' || key === 'message') continue;
    const enumerable = Object.prototype.propertyIsEnumerable.call(error, key);
    define(key, Reflect.get(error, key), enumerable);
  }
  return changed;
}

function redactedValue(value: unknown, redact: Redact, seen: Seen): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) {
    return seen.size > MAX_ERRORS ? undefined : redactedError(value, redact, seen);
  }
  if (seen.has(value)) return seen.get(value);
  if (Array.isArray(value)) {
    seen.set(value, value);
    const items = value.map((item) => redactedValue(item, redact, seen));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  return isPlain(value) ? redactedObject(value, redact, seen) : undefined;
}

function redactedObject(value: object, redact: Redact, seen: Seen): object {
  seen.set(value, value);
  let changed = false;
  const entries = Object.entries(value).map(([key, item]) => {
    const redacted: readonly [string, unknown] = [redact(key), redactedValue(item, redact, seen)];
    changed ||= redacted[0] !== key || redacted[1] !== item;
    return redacted;
  });
  return changed ? Object.fromEntries(entries) : value;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
