import type { ConfigIssue } from '../errors.ts';
import { NOT_YET } from './fields.ts';
import type { SourcePlan } from './plan.ts';

/**
 * What keeps resources from being written to a destination, although they can be read: nothing says how, or which rows
 * are the same.
 *
 * @param names the resources to be written
 */
export function syncIssues(plan: SourcePlan, names: readonly string[]): ConfigIssue[] {
  return plan.resources.flatMap(({ name, writeDisposition, primaryKey }, index) => {
    if (!names.includes(name)) return [];
    if (writeDisposition === 'append') {
      const message = `\`${name}\` has none, which means \`append\`, and that is ${NOT_YET}. Write 'merge', and a \`primary_key\`. Nothing was asked for.`;
      return [{ path: `resources[${index}].write_disposition`, message }];
    }
    if (primaryKey.length > 0) return [];
    const message = `\`${name}\` is to be merged, but nothing says which rows are the same. Write the field that identifies a row. Nothing was asked for.`;
    return [{ path: `resources[${index}].primary_key`, message }];
  });
}
