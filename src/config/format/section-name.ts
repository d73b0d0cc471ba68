import type { AuthName } from './auth-config.ts';

/** The sections of a configuration, by name. */
export type SectionName =
  | 'top'
  | 'client'
  | 'auth'
  | AuthSectionName
  | 'paginator'
  | PaginatorSectionName
  | 'rate_limit'
  | 'timeout'
  | 'retry'
  | 'limits'
  | 'defaults'
  | 'resource'
  | 'endpoint'
  | 'witness'
  | 'incremental'
  | 'incremental_param'
  | 'resolve'
  | 'response_action'
  | 'processing_step'
  | 'column'
  | 'named_column'
  | 'schema_contract'
  | 'write_disposition';

/** The ways to authenticate. */
export type AuthSectionName = AuthName;

/** The ways to page. */
export type PaginatorSectionName =
  | 'offset'
  | 'page_number'
  | 'cursor'
  | 'header_cursor'
  | 'json_link'
  | 'header_link'
  | 'single_page'
  | 'auto';

/** What is known of a section. */
export interface Section {
  /** For "belongs …" and "of …". */
  readonly where: string;
  readonly what: string;
  readonly keys: readonly string[];
  /** Keys of the format, or of its extensions, that are refused as not available yet. */
  readonly later: readonly string[];
  /** Keys of the format that are refused for a reason of their own, which goes on with "`key` …". */
  readonly refused?: Readonly<Record<string, string>>;
  /** Old words, and the ones that are meant by them. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Where a key that stands here by mistake is looked for, the likeliest first. */
  readonly near: readonly SectionName[];
  /** Whether it stands for several sections, and no object has its keys. */
  readonly isGroup?: boolean;
}

/** The words for what has no place in tables as Sluice makes them. */
export const NOT_HERE = 'not available in this layout';
