import type { RestApiConfig } from '../../src/config/format/config-types.ts';

/** With signs that JSON, URLs and HTML write in another way, and that take queries and tags apart. */
export const SECRET = 'Zq8"tR<v&kW3#mX+p=9/';
const DIGITS = '83920174650293847561';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A place in an answer whose value gets into a message. */
export interface Place {
  readonly name: string;
  /** The endpoint of the resource. */
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, unknown>>;
  /** Resources besides. */
  readonly more?: readonly unknown[];
  readonly secret?: string;
  /** What the API answers in which the text is planted. */
  readonly answer: (text: string, path: string) => Answer;
}

const JSON_LINK = { type: 'json_link', next_url_path: 'next' };
const CURSOR = { type: 'cursor', cursor_path: 'next', cursor_param: 'after' };
const OFFSET = { type: 'offset', limit: 2, total_path: 'count' };

export const PLACES: readonly Place[] = [
  {
    name: 'error_path',
    endpoint: { paginator: 'single_page' },
    answer: (text) => ({ body: { error: text, rows: [] } }),
  },
  {
    name: 'HTML with 200',
    answer: (text) => ({ body: `<html> ${text} more`, headers: { 'content-type': 'text/html' } }),
  },
  {
    name: 'an error with a JSON body',
    answer: (text) => ({ status: 400, body: { message: text } }),
  },
  { name: 'an error with a text', answer: (text) => ({ status: 400, body: `It says ${text}` }) },
  {
    name: 'a key that is a list',
    resource: { primary_key: 'id' },
    answer: (text) => ({ body: { rows: [{ id: [text] }] } }),
  },
  {
    name: 'a row that is no object',
    resource: { primary_key: 'id' },
    answer: (text) => ({ body: { rows: [text] } }),
  },
  {
    name: 'a name where the rows are missing',
    answer: (text) => ({ body: { [text]: 1 } }),
  },
  {
    name: 'a name where the rows are missing, in a body that is read whole',
    endpoint: { paginator: { ...JSON_LINK, next_url_path: '$..next' } },
    answer: (text) => ({ body: { [text]: 1 } }),
  },
  {
    name: 'a field that holds a number beyond all',
    answer: (text) => ({ body: `{"rows":[{${JSON.stringify(text)}:1e999}]}` }),
  },
  {
    name: 'a number beyond all',
    secret: DIGITS,
    answer: (text) => ({ body: `{"rows":[{"id":${text.replace(/\D/g, '1')}e999}]}` }),
  },
  {
    name: 'has_more_path',
    endpoint: { paginator: { ...CURSOR, has_more_path: 'more' } },
    answer: (text) => ({ body: { rows: [{ id: 1 }], more: text, next: 'x' } }),
  },
  {
    name: 'a total that is none',
    endpoint: { paginator: OFFSET },
    answer: (text) => ({ body: { rows: [{ id: 1 }], count: text } }),
  },
  {
    name: 'a total that is none and need not be one',
    resource: { primary_key: 'id' },
    endpoint: { paginator: { type: 'offset', limit: 2 } },
    answer: (text, path) => ({
      body: { rows: path.includes('offset=0') ? [{ id: 1 }] : [], total: text },
    }),
  },
  {
    name: 'a total in a checkpoint',
    resource: { primary_key: 'id' },
    endpoint: { paginator: { type: 'offset', limit: 2 } },
    answer: (text, path) =>
      path.includes('offset=0')
        ? { body: { rows: [{ id: 1 }, { id: 2 }], total: text } }
        : { status: 400, body: 'no' },
  },
  {
    name: 'a cursor that comes again',
    endpoint: { paginator: CURSOR },
    answer: (text) => ({ body: { rows: [{ id: 1 }], next: text } }),
  },
  {
    name: 'a cursor of a header that comes again',
    secret: DIGITS,
    endpoint: { paginator: { type: 'header_cursor', cursor_key: 'next', cursor_param: 'after' } },
    answer: (text) => ({ body: { rows: [{ id: 1 }] }, headers: { next: text } }),
  },
  {
    name: 'a link that comes again, in its query',
    endpoint: { paginator: JSON_LINK },
    answer: (text) => ({ body: { rows: [{ id: 1 }], next: `/posts?page=2&key=${text}` } }),
  },
  {
    name: 'a link that comes again, as the name of a parameter',
    endpoint: { paginator: JSON_LINK },
    answer: (text) => ({ body: { rows: [{ id: 1 }], next: `/posts?${text}` } }),
  },
  {
    name: 'a link that comes again, in its path',
    endpoint: { paginator: JSON_LINK },
    answer: (text) => ({ body: { rows: [{ id: 1 }], next: `/posts/${text}` } }),
  },
  {
    name: 'a link to another host',
    endpoint: { paginator: JSON_LINK },
    answer: (text) => ({ body: { rows: [{ id: 1 }], next: `https://other.test/?key=${text}` } }),
  },
  {
    name: 'a link that is none',
    endpoint: { paginator: JSON_LINK },
    answer: (text) => ({ body: { rows: [{ id: 1 }], next: `ftp://x/${text}` } }),
  },
  {
    name: 'a link of an own paginator',
    endpoint: {
      paginator: {
        next: ({ body }: { body: unknown }) => ({ url: `ftp://x/${(body as { t: string }).t}` }),
      },
    },
    answer: (text) => ({ body: { rows: [{ id: 1 }], t: text } }),
  },
  {
    name: 'the cursor of an incremental',
    endpoint: { incremental: { cursor_path: 'at', initial_value: 1 } },
    answer: (text) => ({ body: { rows: [{ id: 1, at: text }] } }),
  },
  {
    name: 'a step that fails',
    resource: {
      processing_steps: [
        {
          map: (row: { t: string }) => {
            throw new Error(`cannot take ${row.t}`);
          },
        },
      ],
    },
    answer: (text) => ({ body: { rows: [{ t: text }] } }),
  },
  {
    name: 'the row of a parent, as its value',
    endpoint: { path: 'posts/{resources.parents.x}' },
    more: [
      { name: 'parents', endpoint: { path: 'parents', data_selector: 'rows' }, selected: false },
    ],
    answer: (text) => ({ body: { rows: [{ id: text, x: null }] } }),
  },
  {
    name: 'the row of a parent, as a name',
    endpoint: { path: 'posts/{resources.parents.x}' },
    more: [
      { name: 'parents', endpoint: { path: 'parents', data_selector: 'rows' }, selected: false },
    ],
    answer: (text) => ({ body: { rows: [{ [text]: 1 }] } }),
  },
  {
    name: 'a row that gets fields of its parent',
    endpoint: { path: 'posts/{resources.parents.id}' },
    resource: { include_from_parent: ['id'] },
    more: [
      { name: 'parents', endpoint: { path: 'parents', data_selector: 'rows' }, selected: false },
    ],
    answer: (text, path) => ({ body: { rows: path.includes('parents') ? [{ id: 1 }] : [text] } }),
  },
  {
    name: 'a value that does not fit the type of its column',
    resource: { primary_key: 'id', columns: { n: { data_type: 'bigint' } } },
    answer: (text) => ({ body: { rows: [{ id: 1, n: text }] } }),
  },
  {
    name: 'a field that would be a new column',
    resource: {
      primary_key: 'id',
      schema_contract: { columns: 'freeze' },
    },
    answer: (text) => ({ body: { rows: [{ id: 1, [text]: 2 }] } }),
  },
];

/** The configuration whose messages show it. */
export function configOf({ endpoint, resource, more = [], secret = SECRET }: Place): RestApiConfig {
  return {
    client: {
      base_url: 'https://api.test',
      auth: { type: 'api_key', name: 'X-Api-Key', api_key: secret, location: 'header' },
      retry: { attempts: 2, base_seconds: 0.001, cap_seconds: 0.001 },
      error_path: 'error',
    },
    resources: [
      ...more,
      {
        name: 'posts',
        ...resource,
        endpoint: { path: 'posts', data_selector: 'rows', ...endpoint },
      },
    ],
  } as RestApiConfig;
}
