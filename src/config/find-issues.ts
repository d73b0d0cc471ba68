import type { ConfigIssue } from '../errors.ts';
import { checkConfig } from './config-checks.ts';
import { formatPath, isWithin } from './config-path.ts';
import { configSchema } from './config-schema.ts';
import type { Expanded } from './expand-variables.ts';
import { fromZod, type PlacedIssue } from './zod-issues.ts';

/** Everything that is wrong with a configuration, each cause once. */
export function findIssues(expanded: Expanded): ConfigIssue[] {
  const parsed = configSchema.safeParse(expanded.config);
  const isOpen = ({ path }: PlacedIssue): boolean =>
    !expanded.missing.some((place) => isWithin(path, place));
  const first = fromZod(parsed.error?.issues ?? [], expanded.shown).filter(isOpen);
  const second = checkConfig(expanded.config)
    .filter(isOpen)
    .filter((issue) => !first.some((cause) => isConsequence(issue, cause)));
  const placed = [...first, ...second].map(({ path, message }) => ({
    path: formatPath(path),
    message,
  }));
  return [...expanded.issues, ...placed];
}

/** Whether an issue comes of another one: of what stands around it, or of its key having been written wrongly. */
function isConsequence(issue: PlacedIssue, cause: PlacedIssue): boolean {
  if (isWithin(issue.path, cause.path)) return true;
  const key = `\`${issue.path.at(-1)}\``;
  const isMeant = cause.message.includes(`Did you mean ${key}`);
  const isMisplaced = cause.message.startsWith(`${key} belongs`);
  const isNear = cause.path[0] !== 'resources' || cause.path[1] === issue.path[1];
  return isNear && (isMeant || isMisplaced);
}
