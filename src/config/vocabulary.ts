/** The sections of a configuration, by name. */
export type SectionName =
  | 'top'
  | 'client'
  | 'auth'
  | 'paginator'
  | 'rate_limit'
  | 'timeout'
  | 'retry'
  | 'limits'
  | 'defaults'
  | 'resource'
  | 'endpoint'
  | 'write_disposition';

interface Section {
  /** For "belongs …" and "of …". */
  readonly where: string;
  readonly what: string;
  readonly keys: readonly string[];
  /** Keys of the format, or of its extensions, that are refused as not available yet. */
  readonly later: readonly string[];
  /** Where a key that stands here by mistake is looked for, the likeliest first. */
  readonly near: readonly SectionName[];
}

const HINTS = [
  'table_name',
  'primary_key',
  'write_disposition',
  'selected',
  'naming',
  'detect_dates',
  'verify',
  'max_passes',
  'on_missing',
  'max_delete_ratio',
  'max_checkpoint_age_seconds',
];

const LATER_HINTS = [
  'include_from_parent',
  'processing_steps',
  'parallelized',
  'max_table_nesting',
  'merge_key',
  'columns',
  'schema_contract',
  'table_format',
  'file_format',
  'references',
  'nested_hints',
  'parent_table_name',
  'max_rejected',
  'on_null_parent',
];

/** Every key that is known, and where it belongs. */
export const SECTIONS: Readonly<Record<SectionName, Section>> = {
  top: {
    where: 'at the top',
    what: 'the configuration',
    keys: ['client', 'resource_defaults', 'resources'],
    later: [],
    near: ['client', 'defaults', 'endpoint', 'auth'],
  },
  client: {
    where: 'in `client`',
    what: 'the client',
    keys: [
      'base_url',
      'headers',
      'auth',
      'paginator',
      'rate_limit',
      'max_concurrency',
      'timeout',
      'retry',
      'limits',
      'verify',
      'max_passes',
      'deadline_seconds',
      'error_path',
    ],
    later: ['session', 'allowed_hosts'],
    near: [
      'endpoint',
      'resource',
      'top',
      'auth',
      'paginator',
      'rate_limit',
      'timeout',
      'retry',
      'limits',
    ],
  },
  auth: {
    where: 'in `auth`',
    what: 'auth',
    keys: ['type', 'api_key', 'name', 'location'],
    later: [],
    near: ['client'],
  },
  paginator: {
    where: 'in `paginator`',
    what: 'the paginator',
    keys: ['type', 'limit', 'offset', 'offset_param', 'limit_param', 'total_path'],
    later: [
      'offset_body_path',
      'limit_body_path',
      'maximum_offset',
      'stop_after_empty_page',
      'has_more_path',
    ],
    near: ['endpoint', 'resource', 'client'],
  },
  rate_limit: {
    where: 'in `rate_limit`',
    what: 'the rate limit',
    keys: ['requests', 'per_seconds'],
    later: [],
    near: ['client'],
  },
  timeout: {
    where: 'in `timeout`',
    what: 'the timeout',
    keys: ['connect_seconds', 'idle_seconds', 'total_seconds'],
    later: [],
    near: ['client', 'retry'],
  },
  retry: {
    where: 'in `retry`',
    what: 'retry',
    keys: ['attempts', 'base_seconds', 'cap_seconds'],
    later: [],
    near: ['client', 'timeout'],
  },
  limits: {
    where: 'in `limits`',
    what: 'the limits',
    keys: ['depth', 'string_bytes', 'row_bytes', 'row_keys', 'page_bytes'],
    later: [],
    near: ['client'],
  },
  defaults: {
    where: 'in `resource_defaults`',
    what: 'the defaults',
    keys: [...HINTS, 'endpoint'],
    later: LATER_HINTS,
    near: ['endpoint', 'resource', 'paginator', 'client', 'top'],
  },
  resource: {
    where: 'on the resource',
    what: 'a resource',
    keys: ['name', ...HINTS, 'endpoint'],
    later: LATER_HINTS,
    near: ['endpoint', 'paginator', 'client', 'top'],
  },
  endpoint: {
    where: 'in `endpoint`',
    what: 'an endpoint',
    keys: ['path', 'method', 'params', 'headers', 'paginator', 'data_selector'],
    later: ['json', 'data', 'response_actions', 'incremental', 'auth'],
    near: ['paginator', 'resource', 'client', 'auth'],
  },
  write_disposition: {
    where: 'in `write_disposition`',
    what: 'a write disposition',
    keys: ['disposition'],
    later: [
      'strategy',
      'deduplicated',
      'validity_column_names',
      'active_record_timestamp',
      'boundary_timestamp',
      'row_version_column_name',
      'skip_unchanged_rows',
      'source_filter',
      'destination_scope',
    ],
    near: ['resource'],
  },
};
