import type { Plain } from './plain.ts';
import type { RegisteredOptions } from './registry.ts';

/**
 * What keeps something registered from being made of its options: it is tried before the first request, so that nothing
 * is left to fail later.
 */
export function refusedBy(
  make: ((options: RegisteredOptions) => unknown) | undefined,
  written: Plain,
  isMade: (value: unknown) => boolean,
  method: string,
): string | undefined {
  try {
    const made = make?.(optionsOf(written));
    return isMade(made)
      ? undefined
      : `what was registered under this name gives no object with a function \`${method}\``;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `what was registered under this name refuses its options (${reason})`;
  }
}

/** What stands beside `type`. */
export function optionsOf({ type: _, ...options }: Plain): RegisteredOptions {
  return options;
}
