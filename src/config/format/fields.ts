import { z } from 'zod';
import { nearestName } from './nearest-name.ts';

/** The words for what the format has and Sluice has not. */
export const NOT_YET = 'not available yet';

/** The keyword of the JSON Schema that names a JavaScript type; it is not handed out. */
export const JS_TYPE = 'x-js-type';

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

/** What is wrong with a text, without the text; or what of it isn't there yet. */
export interface Problem {
  readonly problem: string;
  readonly isLater: boolean;
}

type TextCheck = (text: string) => Problem | undefined;

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
    const found = check(value);
    if (found === undefined) return;
    const message = found.isLater ? `${found.problem} is ${NOT_YET}` : found.problem;
    context.addIssue({ code: 'custom', message });
  });
}

export function wholeNumber(from: number): z.ZodInt {
  const wording = mustBe(`a whole number from ${from}`);
  return z.int(wording).min(from, wording);
}

/** What a timer can hold, in whole seconds. */
const MAX_SECONDS = 2_147_483;

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
  later: readonly string[],
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
  const names = available.map((name) => `\`${name}\``);
  return names.length === 1 ? `must be ${names.join()}` : `must be one of ${names.join(', ')}`;
}
