import type { ConfigIssue } from '../../errors.ts';
import { configSchema } from '../format/config.ts';
import {
  type ConfigPath,
  formatPath,
  fromZod,
  isWithin,
  type PlacedIssue,
  valueAt,
} from '../format/issues.ts';
import type { Expanded } from '../secrets/expand-variables.ts';
import { checkConfig } from './config-checks.ts';
import type { ReadResource } from './merge-defaults.ts';

/** Everything that is wrong with a configuration, each cause once, in the order of the file. */
export function findIssues(expanded: Expanded, resources: readonly ReadResource[]): ConfigIssue[] {
  const parsed = configSchema.safeParse(expanded.config);
  const isOpen = ({ path }: PlacedIssue): boolean =>
    !expanded.missing.some((place) => isWithin(path, place));
  const first = fromZod(parsed.error?.issues ?? [], expanded.shown).filter(isOpen);
  const second = checkConfig(expanded.config, resources)
    .filter(isOpen)
    .filter((issue) => !first.some((cause) => isConsequence(issue, cause)));
  const found = [...expanded.issues, ...first, ...second];
  const causes = found.filter(
    (issue) => !found.some((cause) => cause !== issue && isEcho(issue, cause, expanded.config)),
  );
  return inFileOrder(causes, expanded.config).map(({ path, message }) => ({
    path: formatPath(path),
    message,
  }));
}

/** Whether an issue comes of another one: of what stands around it, or of its key having been written wrongly. */
function isConsequence(issue: PlacedIssue, cause: PlacedIssue): boolean {
  if (isWithin(issue.path, cause.path)) return true;
  const key = `\`${issue.path.at(-1)}\``;
  const isMeant = cause.message.includes(`Did you mean ${key}`);
  const isMisplaced = cause.message.startsWith(`${key} belongs`);
  return isNear(issue, cause) && (isMeant || isMisplaced);
}

/**
 * Whether an issue only says again that a key was written wrongly: that the key that was meant is missing, that something needs
 * it, or, for a `type`, whatever is wrong with the object that is of another type then.
 */
function isEcho(issue: PlacedIssue, cause: PlacedIssue, config: unknown): boolean {
  const meant = /no key `[^`]*`\. Did you mean `([^`]+)`\?/.exec(cause.message)?.[1];
  if (meant === undefined) return false;
  const around = cause.path.slice(0, -1);
  // a key that is there is not the one that was written wrongly
  if (valueAt(config, [...around, meant]) !== undefined) return false;
  if (meant === 'type' && isWithin(issue.path, around)) return true;
  if (isWithin(issue.path, [...around, meant])) return true;
  return (
    isNear(issue, cause) && / needs /.test(issue.message) && issue.message.includes(`\`${meant}\``)
  );
}

function isNear(issue: PlacedIssue, cause: PlacedIssue): boolean {
  return cause.path[0] !== 'resources' || cause.path[1] === issue.path[1];
}

/** A key that is missing comes behind those that are there. */
function inFileOrder(issues: readonly PlacedIssue[], config: unknown): readonly PlacedIssue[] {
  const placed = issues.map((issue) => ({ issue, place: placeOf(issue.path, config) }));
  return placed.sort((a, b) => comparePlaces(a.place, b.place)).map(({ issue }) => issue);
}

function placeOf(path: ConfigPath, config: unknown): readonly number[] {
  let value = config;
  return path.map((segment) => {
    const isThere = typeof value === 'object' && value !== null;
    const at = isThere ? Object.keys(value as object).indexOf(String(segment)) : -1;
    value = isThere && at >= 0 ? Reflect.get(value as object, segment) : undefined;
    return at < 0 ? Number.MAX_SAFE_INTEGER : at;
  });
}

function comparePlaces(a: readonly number[], b: readonly number[]): number {
  for (const [i, place] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (place !== other) return place - other;
  }
  return a.length - b.length;
}
