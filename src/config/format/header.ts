import type { Problem } from './fields.ts';

/** What is wrong with the name of a header. */
export function headerNameProblem(name: string): Problem | undefined {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    ? undefined
    : { problem: 'is no name for a header', isLater: false };
}

/** What is wrong with the value of a header, or of a key that is sent as one. */
export function headerValueProblem(value: string): Problem | undefined {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ? undefined
    : {
        problem: 'holds a character that no header can carry, such as a line break',
        isLater: false,
      };
}
