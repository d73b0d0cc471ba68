import { AUTHS } from './auth-sections.ts';
import { PAGINATORS } from './paginator-sections.ts';
import { NOT_HERE, type Section, type SectionName } from './section-name.ts';
import { TABLES } from './table-sections.ts';

export type { SectionName } from './section-name.ts';

const HINTS = [
  'table_name',
  'primary_key',
  'write_disposition',
  'selected',
  'naming',
  'detect_dates',
  'verify',
  'max_passes',
  'load_times',
  'on_missing',
  'max_delete_ratio',
  'max_columns',
  'max_checkpoint_age_seconds',
  'include_from_parent',
  'on_null_parent',
  'merge_key',
  'columns',
  'schema_contract',
  'processing_steps',
  'parallelized',
  'max_table_nesting',
  'table_format',
];

const LATER_HINTS = ['max_rejected'];

const REFUSED_HINTS = {
  file_format: `is ${NOT_HERE}: no files are written on the way to the table. Remove it`,
  references: `is ${NOT_HERE}: no references between tables are kept. Remove it`,
  nested_hints: `is ${NOT_HERE}: nested lists stay JSON columns and make no tables. Remove it`,
  parent_table_name: `is ${NOT_HERE}: nested lists stay JSON columns and make no tables. Remove it`,
};

const INCREMENTAL = [
  'cursor_path',
  'initial_value',
  'convert',
  'last_value_func',
  'primary_key',
  'row_order',
  'lag',
  'on_cursor_value_missing',
  'range_start',
  'range_end',
  'allow_external_schedulers',
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
      'max_wait_seconds',
      'error_path',
      'allowed_hosts',
    ],
    later: [],
    refused: {
      session: 'is an object of Python; give `restApiSource` a `dispatcher` of undici in its place',
    },
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
  ...AUTHS,
  auth: groupOf(AUTHS, 'in `auth`', 'auth', ['client']),
  ...PAGINATORS,
  paginator: groupOf(PAGINATORS, 'in `paginator`', 'the paginator', [
    'endpoint',
    'resource',
    'client',
  ]),
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
    keys: [
      'depth',
      'string_bytes',
      'row_bytes',
      'row_keys',
      'page_bytes',
      'whole_page_bytes',
      'empty_pages',
    ],
    later: [],
    near: ['client'],
  },
  defaults: {
    where: 'in `resource_defaults`',
    what: 'the defaults',
    keys: [...HINTS, 'endpoint'],
    later: LATER_HINTS,
    refused: REFUSED_HINTS,
    near: ['endpoint', 'resource', 'paginator', 'client', 'top'],
  },
  resource: {
    where: 'on the resource',
    what: 'a resource',
    keys: ['name', ...HINTS, 'endpoint'],
    later: LATER_HINTS,
    refused: REFUSED_HINTS,
    near: ['endpoint', 'paginator', 'client', 'top'],
  },
  endpoint: {
    where: 'in `endpoint`',
    what: 'an endpoint',
    keys: [
      'path',
      'method',
      'params',
      'json',
      'data',
      'headers',
      'paginator',
      'data_selector',
      'error_path',
      'response_actions',
      'incremental',
      'auth',
      'witness',
    ],
    later: [],
    near: ['paginator', 'resource', 'incremental', 'client', 'auth', 'witness'],
  },
  witness: {
    where: 'in `endpoint.witness`',
    what: 'a witness',
    keys: ['total', 'more'],
    later: [],
    near: ['endpoint', 'paginator'],
  },
  incremental: {
    where: 'in `endpoint.incremental`',
    what: 'an incremental',
    keys: [...INCREMENTAL, 'end_value', 'start_param', 'end_param'],
    later: [],
    renamed: { transform: 'convert' },
    near: ['endpoint', 'resource'],
  },
  incremental_param: {
    where: 'in a parameter of type `incremental`',
    what: 'an incremental parameter',
    keys: ['type', ...INCREMENTAL],
    later: [],
    renamed: { transform: 'convert' },
    near: ['incremental'],
  },
  resolve: {
    where: 'in a parameter of type `resolve`',
    what: 'a parameter of type `resolve`',
    keys: ['type', 'resource', 'field'],
    later: [],
    near: ['resource', 'endpoint'],
  },
  response_action: {
    where: 'in an entry of `response_actions`',
    what: 'a response action',
    keys: ['status_code', 'content', 'action'],
    later: [],
    near: ['endpoint', 'resource'],
  },
  processing_step: {
    where: 'in an entry of `processing_steps`',
    what: 'a processing step',
    keys: ['filter', 'map', 'yield_map'],
    later: [],
    near: ['resource', 'endpoint'],
  },
  ...TABLES,
};

/** The sections that one key can have, as one: for where a key belongs that stands somewhere else. */
function groupOf(
  sections: Readonly<Record<string, Section>>,
  where: string,
  what: string,
  near: readonly SectionName[],
): Section {
  const all = Object.values(sections);
  const keys = [...new Set(all.flatMap((section) => section.keys))];
  const refused = Object.assign({}, ...all.map((section) => section.refused ?? {}));
  return { where, what, keys, later: [], refused, near, isGroup: true };
}
