import type { PaginatorSectionName, Section, SectionName } from './section-name.ts';

const ENDS = ['stop_after_empty_page', 'has_more_path'];

const PAGINATOR_NEAR: readonly SectionName[] = [
  'offset',
  'page_number',
  'cursor',
  'header_cursor',
  'json_link',
  'header_link',
  'endpoint',
  'resource',
  'client',
];

/** The keys of the ways to page. */
export const PAGINATORS: Readonly<Record<PaginatorSectionName, Section>> = {
  offset: paginatorOf('offset', [
    'limit',
    'offset',
    'offset_param',
    'offset_body_path',
    'limit_param',
    'limit_body_path',
    'total_path',
    'maximum_offset',
    ...ENDS,
  ]),
  page_number: paginatorOf('page_number', [
    'base_page',
    'page',
    'page_param',
    'page_body_path',
    'total_path',
    'maximum_page',
    ...ENDS,
  ]),
  cursor: paginatorOf('cursor', ['cursor_path', 'cursor_param', 'cursor_body_path', ...ENDS]),
  header_cursor: paginatorOf('header_cursor', [
    'cursor_key',
    'cursor_param',
    'stop_after_empty_page',
  ]),
  json_link: paginatorOf('json_link', ['next_url_path', 'stop_after_empty_page']),
  header_link: paginatorOf('header_link', ['links_next_key', 'stop_after_empty_page']),
  single_page: paginatorOf('single_page', []),
  auto: paginatorOf('auto', []),
};

function paginatorOf(type: string, keys: readonly string[]): Section {
  return {
    where: `to the paginator \`${type}\``,
    what: `the paginator \`${type}\``,
    keys: ['type', ...keys],
    later: [],
    near: PAGINATOR_NEAR,
  };
}
