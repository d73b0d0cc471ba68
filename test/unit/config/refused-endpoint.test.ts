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
    inEndpoint('POST', { method: 'POST' }, 'method', /`POST` is not available yet; must be `GET`/),
    inEndpoint(
      'get',
      { method: 'get' },
      'method',
      /must be `GET`, got `get`. Did you mean `GET`\?/,
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
      /`processing_steps` belongs on the resource, and is not available yet/,
    ),
    inEndpoint(
      'a misspelt data_selector',
      { data_selektor: 'x', data_selector: undefined },
      'data_selektor',
      /Did you mean `data_selector`\?/,
    ),
    inEndpoint(
      'a placeholder in the path',
      { path: 'a/{id}' },
      'path',
      /a placeholder \(`\{…\}`\) is not available yet, got `a\/\{id\}`/,
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
      'params.a',
      /must be a string, a number, true, false, null, or a list of these, got an object/,
    ),
    inEndpoint(
      'a list in a list in params',
      { params: { a: [[]] } },
      'params.a[0]',
      /must be a string, a number, true, false or null/,
    ),
    inEndpoint(
      'an incremental parameter',
      { params: { a: { type: 'incremental' } } },
      'params.a',
      /a parameter of type `incremental` is not available yet/,
    ),
    inEndpoint(
      'a resolved parameter',
      { params: { a: { type: 'resolve' } } },
      'params.a',
      /a parameter of type `resolve` is not available yet/,
    ),
    inEndpoint(
      'a placeholder in params',
      { params: { a: '{resources.b.id}' } },
      'params.a',
      /a placeholder \(`\{…\}`\) is not available yet/,
    ),
    inEndpoint(
      'a placeholder in the name of a parameter',
      { params: { '{a}': 1 } },
      "params['{a}']",
      /a placeholder \(`\{…\}`\) is not available yet/,
    ),
    inEndpoint(
      'an integer that a number rounds',
      { params: { a: 2 ** 53 } },
      'params.a',
      /beyond the integers that a number holds exactly/,
    ),
    inEndpoint(
      'a placeholder in a header',
      { headers: { a: '{x}' } },
      'headers.a',
      /a placeholder \(`\{…\}`\) is not available yet/,
    ),
    inEndpoint(
      'no data_selector',
      { data_selector: undefined },
      'data_selector',
      /is needed: finding the rows without it is not available yet/,
    ),
    inEndpoint('an empty data_selector', { data_selector: '' }, 'data_selector', /is needed/),
    inEndpoint(
      'a wildcard',
      { data_selector: 'a[*]' },
      'data_selector',
      /a wildcard \(`\*`\) in a path is not available yet/,
    ),
    inEndpoint(
      'a filter',
      { data_selector: 'a[?(@.b==1)]' },
      'data_selector',
      /a filter .* is not available yet/,
    ),
    inEndpoint(
      'a slice',
      { data_selector: 'a[0:2]' },
      'data_selector',
      /a slice .* is not available yet/,
    ),
    inEndpoint(
      'an index',
      { data_selector: 'a[0]' },
      'data_selector',
      /an index .* is not available yet/,
    ),
    inEndpoint(
      'descent',
      { data_selector: 'a..b' },
      'data_selector',
      /descent .* is not available yet/,
    ),
    inEndpoint(
      'a selector that is no path',
      { data_selector: 'a b' },
      'data_selector',
      /is no path from character 2 on/,
    ),
    inEndpoint(
      'no paginator',
      { paginator: undefined },
      'paginator',
      /is needed: finding out how the API pages is not available yet/,
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
      'a later paginator by its name',
      'header_link',
      '',
      /`header_link` is not available yet/,
    ),
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
      'a total_path with an index',
      { ...offset, total_path: 'a[0]' },
      '.total_path',
      /an index .* is not available yet/,
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
