import type { BindValues } from './bind-values.ts';
import { describeText, expandOptional, expandText, valueError } from './expand-text.ts';
import type { RequestTemplate } from './template.ts';

/**
 * Headers with their values in place. Of those with the same name, in whatever case, the last one counts; one that is a
 * single expression without a value is left out.
 *
 * @throws {SourceError} SOURCE_PARENT_FIELD for what no header can hold. The value is not told: it may be secret.
 */
export function expandHeaders(
  headers: RequestTemplate['headers'],
  values: BindValues,
): Readonly<Record<string, string>> {
  const expanded = new Map<string, readonly [name: string, value: string]>();
  for (const [nameText, valueTemplate] of headers) {
    const value = expandOptional(valueTemplate, values);
    if (value === undefined) continue;
    const name = expandText(nameText, values);
    const problem = nameProblem(name) ?? valueProblem(value);
    if (problem !== undefined)
      throw valueError(`the header \`${describeText(nameText)}\` ${problem}`);
    expanded.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(expanded.values());
}

function nameProblem(name: string): string | undefined {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    ? undefined
    : 'gets a name that is none for a header from the values put in';
}

function valueProblem(value: string): string | undefined {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ? undefined
    : 'gets a character that no header can carry, such as a line break, from the values put in';
}
