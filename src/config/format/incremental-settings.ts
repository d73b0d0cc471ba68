import type { JsonValue } from '../../model.ts';
import type { IncrementalSettings } from '../../transform/incremental-settings.ts';
import { resolveRelative } from '../../transform/relative-time.ts';
import type { EndpointConfig, IncrementalConfig, IncrementalParamConfig } from './config-types.ts';
import { describeValue } from './describe-value.ts';
import type { PlacedIssue } from './issues.ts';
import { fromRoot } from './json-path.ts';
import { asPlain, type Plain } from './plain.ts';

/** The incremental of a checked endpoint: its own, or that of a parameter. Times from now become times. */
export function incrementalSettings(
  endpoint: EndpointConfig,
  nowMs: number = Date.now(),
): IncrementalSettings | undefined {
  const written = endpoint.incremental ?? paramIncremental(endpoint);
  if (written == null) return undefined;
  const { initial_value: initial, convert, primary_key: key, row_order: order, lag } = written;
  const end = 'end_value' in written ? written.end_value : undefined;
  const start = initial == null ? initial : resolveRelative(initial, nowMs);
  return {
    cursorPath: fromRoot(written.cursor_path),
    ...(start == null ? {} : { initialValue: start }),
    ...(start !== initial ? { relativeInitial: String(initial) } : {}),
    ...(end == null ? {} : { endValue: resolveRelative(end, nowMs) }),
    ...(convert == null ? {} : { convert }),
    lastValueFunc: lastValueFunc(written),
    ...(key == null ? {} : { boundaryKey: [key].flat() }),
    ...(order == null ? {} : { rowOrder: order }),
    ...(lag == null ? {} : { lag }),
    onMissing: written.on_cursor_value_missing ?? 'raise',
    rangeStart: written.range_start ?? 'closed',
    rangeEnd: written.range_end ?? 'open',
  };
}

function paramIncremental({ params }: EndpointConfig): IncrementalParamConfig | undefined {
  const isIncremental = (param: unknown): param is IncrementalParamConfig =>
    asPlain(param)['type'] === 'incremental';
  return Object.values(params ?? {}).find(isIncremental);
}

function lastValueFunc({
  last_value_func: written,
}: IncrementalConfig | IncrementalParamConfig): IncrementalSettings['lastValueFunc'] {
  if (typeof written !== 'function') return written ?? 'max';
  // it gets values of the cursor, and gives one of them back
  return written as (values: readonly JsonValue[]) => JsonValue;
}

/** What is wrong with the incremental of an endpoint that has its defaults. Places are those from `endpoint` on. */
export function checkIncremental(endpoint: Plain): PlacedIssue[] {
  const byParam = Object.entries(asPlain(endpoint['params'])).filter(
    ([, param]) => asPlain(param)['type'] === 'incremental',
  );
  const [first, second] = byParam;
  const issues: PlacedIssue[] = [];
  if (first !== undefined && second !== undefined) {
    const message = `a request has one incremental, and \`${first[0]}\` is one already. Remove one of them`;
    issues.push({ path: ['endpoint', 'params', second[0]], message });
  }
  if (first !== undefined && endpoint['incremental'] != null) {
    const message = `a request has one incremental, and the parameter \`${first[0]}\` is one already. Remove one of them; \`start_param\` names the parameter that carries the start`;
    issues.push({ path: ['endpoint', 'incremental'], message });
  }
  const incremental = asPlain(endpoint['incremental']);
  return [...issues, ...checkRange(incremental), ...checkNames(incremental)];
}

function checkRange(incremental: Plain): PlacedIssue[] {
  const { last_value_func: last } = incremental;
  const nowMs = Date.now();
  const [initial, end] = ['initial_value', 'end_value'].map((key) =>
    resolveRelative(incremental[key], nowMs),
  );
  if (end == null) return [];
  const path = ['endpoint', 'incremental', 'end_value'];
  if (initial == null) return [{ path, message: 'needs an `initial_value` to begin with' }];
  if (typeof last === 'function') return [];
  if (kindOf(initial) !== kindOf(end)) {
    return [
      {
        path,
        message: `must be of the type of \`initial_value\`, which is ${describeKind(initial)}, got ${describeKind(end)}`,
      },
    ];
  }
  const order = compare(initial, end);
  const isBefore = last === 'min' ? order < 0 : order > 0;
  if (!isBefore) return [];
  const message = `lies ${last === 'min' ? 'behind' : 'before'} \`initial_value\` (${describeValue(initial)}), so that no row could be loaded, got ${describeValue(end)}`;
  return [{ path, message }];
}

function checkNames({ start_param: start, end_param: end }: Plain): PlacedIssue[] {
  if (typeof start !== 'string' || start !== end) return [];
  const path = ['endpoint', 'incremental', 'end_param'];
  return [{ path, message: '`start_param` and `end_param` must be two parameters, not one' }];
}

function kindOf(value: unknown): string {
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function describeKind(value: unknown): string {
  return kindOf(value) === 'string' ? 'a string' : `a ${kindOf(value)}`;
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/;

/** Times by the instant that they mean, other values as they are. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const [one, two] = [instantOf(a), instantOf(b)];
    if (one !== undefined && two !== undefined) return one - two;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (typeof a === 'boolean' || typeof b === 'boolean') return 0;
  const [one, two] = [a as number | bigint, b as number | bigint];
  return one < two ? -1 : one > two ? 1 : 0;
}

function instantOf(text: string): number | undefined {
  if (!ISO.test(text)) return undefined;
  // a time without a zone is one in UTC
  const hasZone = text.length <= 10 || /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const instant = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}
