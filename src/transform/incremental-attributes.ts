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
