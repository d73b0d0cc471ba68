import type { IncrementalSettings } from './incremental-settings.ts';

/** What `{incremental.…}` can name, and what `convert` applies to. */
const CONVERTED = ['start_value', 'initial_value', 'last_value', 'end_value'] as const;
const PLAIN = [
  'lag',
  'cursor_path',
  'row_order',
  'range_start',
  'range_end',
  'on_cursor_value_missing',
  'primary_key',
] as const;

/** All attributes of an incremental, for messages. */
export const INCREMENTAL_ATTRIBUTES: readonly string[] = [...CONVERTED, ...PLAIN];

/** Whether `{incremental.<name>}` names something. */
export function isKnownAttribute(name: string): boolean {
  return INCREMENTAL_ATTRIBUTES.includes(name);
}

/** Whether `convert` applies to an attribute when it is sent. */
export function isConverted(name: string): boolean {
  return (CONVERTED as readonly string[]).includes(name);
}

/** The values that belong to one walk. */
interface WalkValues {
  readonly startValue: unknown;
  readonly initialValue: unknown;
  readonly lastValue: unknown;
  readonly endValue: unknown;
}

/** What `{incremental.<name>}` names; undefined for an unknown name and for what is not set. */
export function attributeOf(
  name: string,
  { startValue, initialValue, lastValue, endValue }: WalkValues,
  settings: IncrementalSettings,
  keyFields: readonly string[],
): unknown {
  const attributes: Readonly<Record<string, unknown>> = {
    start_value: startValue,
    initial_value: initialValue,
    last_value: lastValue,
    end_value: endValue,
    lag: settings.lag,
    cursor_path: settings.cursorPath,
    row_order: settings.rowOrder,
    range_start: settings.rangeStart,
    range_end: settings.rangeEnd,
    on_cursor_value_missing: settings.onMissing,
    primary_key: settings.boundaryKey ?? keyFields,
  };
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
