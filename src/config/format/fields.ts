import { z } from 'zod';
import type { Verify } from '../../model.ts';
import { nearestName } from './nearest-name.ts';

/** The words for what the format has and Sluice has not. */
export const NOT_YET = 'not available yet';

/** The words for what has no place in tables as Sluice makes them. */
export const NOT_HERE = 'not available in this layout';

/** The ways to prove that a walk is complete, the strongest first. */
export const VERIFY_MODES: readonly [Verify, ...Verify[]] = ['overlap', 'passes', 'total', 'off'];

/** The way for a sync if nothing else is written. */
export const DEFAULT_VERIFY: Verify = 'overlap';

/** What zod hands to a function that words an issue. */
type Raw = Parameters<z.core.$ZodErrorMap>[0];

interface Wording {
  readonly error: (issue: Raw) => string;
}

/** One wording for whatever is wrong with a value: the value itself is added to it later. */
export function mustBe(what: string): Wording {
  return {
    error: ({ input }) =>
      typeof input === 'function' ? `a function here is ${NOT_YET}` : `must be ${what}`,
  };
}

/** What is wrong with a text, without the text; undefined for nothing. */
type TextCheck = (text: string) => string | undefined;

/** A string that isn't empty and passes a check. */
export function text(what = 'a string that is not empty', check?: TextCheck): z.ZodString {
  // what is missing is told once
  const checked: TextCheck | undefined =
    check && ((value) => (value === '' ? undefined : check(value)));
  return anyText(what, checked).min(1, mustBe(what));
}

/** A string, maybe empty, that passes a check. */
export function anyText(what = 'a string', check?: TextCheck): z.ZodString {
  const schema = z.string(mustBe(what));
  if (check === undefined) return schema;
  return schema.superRefine((value, context) => {
    const message = check(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** One text, or a list of such. */
export function oneOrMore(
  one: string,
): z.ZodUnion<readonly [z.ZodString, z.ZodReadonly<z.ZodArray<z.ZodString>>]> {
  return z.union([text(one), z.array(text(one)).readonly()], mustBe(`${one}, or a list of such`));
}

export function wholeNumber(from: number): z.ZodInt {
  const wording = mustBe(`a whole number from ${from}`);
  return z.int(wording).min(from, wording);
}

/** What a timer can hold, in whole seconds. */
export const MAX_SECONDS = 2_147_483;

export function seconds(): z.ZodNumber {
  const wording = mustBe(`a number of seconds above 0 and up to ${MAX_SECONDS}`);
  return z.number(wording).positive(wording).max(MAX_SECONDS, wording);
}

/** A time that no timer has to hold. */
export function age(): z.ZodNumber {
  const wording = mustBe('a number of seconds from 0');
  return z.number(wording).min(0, wording);
}

export function ratio(): z.ZodNumber {
  const wording = mustBe('a number from 0 to 1');
  return z.number(wording).min(0, wording).max(1, wording);
}

export function flag(): z.ZodBoolean {
  return z.boolean(mustBe('true or false'));
}

/** One of some names; those of the format that are not there yet are refused as that. */
export function choice<const T extends string>(
  available: readonly T[],
  later: readonly string[] = [],
): z.ZodEnum<z.core.util.ToEnum<T>> {
  return z.enum(available, { error: ({ input }) => describeChoice(input, available, later) });
}

/** The wording for a value that isn't one of the available names. */
export function describeChoice(
  input: unknown,
  available: readonly string[],
  later: readonly string[] = [],
): string {
  if (typeof input === 'string' && later.includes(input)) {
    return `\`${input}\` is ${NOT_YET}; ${oneOf(available)}`;
  }
  if (typeof input === 'function') return `a function here is ${NOT_YET}; ${oneOf(available)}`;
  const meant =
    typeof input === 'string' ? nearestName(input, [...available, ...later]) : undefined;
  return `${oneOf(available)}${meant === undefined ? '' : `. Did you mean \`${meant}\`?`}`;
}

function oneOf(available: readonly string[]): string {
  const names = listNames(available);
  return available.length === 1 ? `must be ${names}` : `must be one of ${names}`;
}

/** Names as messages list them. */
export function listNames(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
