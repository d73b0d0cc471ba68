import type { ResourcePlan } from './config/plan.ts';
import type { ConfigIssue } from './errors.ts';
import { cutExcerpts } from './excerpt.ts';
import { lineageOf } from './source/families.ts';
import { CursorFault, describeCursor } from './transform/cursor-fault.ts';
import { compareCursors, createCursorOrder } from './transform/cursor-order.ts';
import { type RangeOverride, resolveRange } from './transform/incremental-range.ts';

/**
 * What is wrong with a range that is given for one run. A range that nothing is read by is a mistake: everything would be
 * read as if it had not been given.
 *
 * @param names the resources that are loaded
 */
export function rangeIssues(
  resources: readonly ResourcePlan[],
  names: readonly string[],
  range: RangeOverride | undefined,
): ConfigIssue[] {
  if (range === undefined) return [];
  const walked = new Set(names.flatMap((name) => lineageOf(resources, name)));
  const incremental = [...walked].filter((resource) => resource.incremental !== undefined);
  return incremental.length === 0
    ? unreadIssues(names, range)
    : incremental.flatMap((resource) => unfitIssues(resource, range));
}

function unreadIssues(names: readonly string[], range: RangeOverride): ConfigIssue[] {
  const all = names.map((name) => `\`${name}\``).join(', ') || 'none';
  return Object.entries(range).map(([path, value]) => ({
    path,
    message: `got ${cutExcerpts(describeCursor(value))}, but no resource that is loaded is incremental (${all}). Write \`incremental\` into an endpoint, or leave \`${path}\` out. Nothing was asked for.`,
  }));
}

function unfitIssues({ name, incremental }: ResourcePlan, range: RangeOverride): ConfigIssue[] {
  if (incremental === undefined) return [];
  const { since } = range;
  const { initialValue, lastValueFunc } = incremental;
  try {
    // what can't be compared with the configured start can't be with the rows either
    if (since !== undefined && initialValue !== undefined && typeof lastValueFunc === 'string') {
      compareCursors(since, initialValue);
    }
    resolveRange(incremental, createCursorOrder(lastValueFunc), undefined, range);
    return [];
  } catch (error) {
    if (!(error instanceof CursorFault)) throw error;
    const message = `does not fit the incremental of \`${name}\`: ${cutExcerpts(error.message)}. Nothing was asked for.`;
    return [{ path: since === undefined ? 'until' : 'since', message }];
  }
}
