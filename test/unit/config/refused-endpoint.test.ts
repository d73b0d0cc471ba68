import { describe, test } from 'vitest';
import {
  expectRefusal,
  inEndpoint,
  inPaginator,
  type Refusal,
} from '../../support/config-issues.ts';

const offset = { type: 'offset', limit: 10 };

describe('An endpoint is refused at the exact path', () => {
  test.each<Refusal>([
    inEndpoint(
      'get',
      { method: 'get' },
      'method',
      /must be one of `GET`, `POST`, got `get`. Did you mean `GET`\?/,
    ),
    inEndpoint(
      'limit in the wrong place',
      { limit: 10 },
      'limit',
      /`limit` belongs in `paginator`/,
    ),
    inEndpoint(
      'primary_key in the wrong place',
      { primary_key: 'id' },
      'primary_key',
      /`primary_key` belongs on the resource/,
    ),
    inEndpoint(
      'processing_steps in the wrong place',
      { processing_steps: [] },
      'processing_steps',
      /`processing_steps` belongs on the resource/,
    ),
    inEndpoint(
      'a misspelt data_selector',
      { data_selektor: 'x', data_selector: undefined },
      'data_selektor',
      /Did you mean `data_selector`\?/,
    ),
    inEndpoint('a single brace in the path', { path: 'a/}' }, 'path', /has a single brace/),
    inEndpoint('a fragment in the path', { path: 'a#b' }, 'path', /must not hold a fragment/),
    inEndpoint(
      'a URL with a password',
      { path: 'https://u:p@x/' },
      'path',
      /must not hold a user name or a password/,
    ),
    inEndpoint(
      'params null',
      { params: null },
      'params',
      /must be an object of parameter names and values/,
    ),
    inEndpoint(
      'an object in params',
      { params: { a: {} } },
      'params.a.type',
      /must be `resolve` or `incremental`; any other parameter is a string, a number, true/,
    ),
    inEndpoint(
      'an instance in params',
      { params: { a: new Date(0) } },
      'params.a',
      /any other parameter is a string, a number, true/,
    ),
    inEndpoint(
      'a list in a list in params',
      { params: { a: [[]] } },
      'params.a[0]',
      /must be a string, a number, true, false or null/,
    ),
    inEndpoint(
      'an integer that a number rounds',
      { params: { a: 2 ** 53 } },
      'params.a',
      /beyond the integers that a number holds exactly/,
    ),
    inEndpoint(
      'a selector that is no path',
      { data_selector: 'a b' },
      'data_selector',
      /is no path from character 2 on/,
    ),
    inEndpoint('PUT', { method: 'PUT' }, 'method', /must be one of `GET`, `POST`, got `PUT`/),
    inEndpoint(
      'a filter that is not closed',
      { data_selector: 'a[?(@.b==1' },
      'data_selector',
      /has a filter that never ends/,
    ),
    inEndpoint(
      'actions that are no list',
      { response_actions: {} },
      'response_actions',
      /must be a list of functions/,
    ),
    inPaginator('a paginator without a type', { limit: 10 }, '.type', /has no `type`/),
    inPaginator(
      'a paginator without a limit',
      { type: 'offset' },
      '.limit',
      /must be a whole number from 1, but it is missing/,
    ),
    inPaginator('a paginator by its name', 'offset', '', /`offset` has no default for `limit`/),
    inPaginator(
      'a limit of 0',
      { ...offset, limit: 0 },
      '.limit',
      /must be a whole number from 1, got `0`/,
    ),
    inPaginator(
      'a limit as text',
      { ...offset, limit: '10' },
      '.limit',
      /must be a whole number from 1, got `'10'`/,
    ),
    inPaginator(
      'half an offset',
      { ...offset, offset: 0.5 },
      '.offset',
      /must be a whole number from 0, got `0.5`/,
    ),
    inPaginator(
      'an empty parameter',
      { ...offset, offset_param: '' },
      '.offset_param',
      /must be the name of a parameter/,
    ),
    inPaginator(
      'one parameter for both',
      { ...offset, limit_param: 'offset' },
      '',
      /must be two parameters, not one/,
    ),
    inPaginator(
      'the body as total',
      { ...offset, total_path: '$' },
      '.total_path',
      /must lead to a value inside of the body/,
    ),
    inPaginator('a short name', { ...offset, total: 'x' }, '.total', /Did you mean `total_path`\?/),
  ])('$name', expectRefusal);
});
