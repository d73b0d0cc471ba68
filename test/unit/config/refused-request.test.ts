import { describe, expect, test } from 'vitest';
import { expectRefusal, issuesOf, type Refusal } from '../../support/config-issues.ts';

type Json = Readonly<Record<string, unknown>>;

/** A child of `parents` with an endpoint. */
function source(endpoint: Json): Json {
  return {
    client: { base_url: 'https://x/v1' },
    resources: ['parents', { name: 'rows', endpoint }],
  };
}

function refused(name: string, endpoint: Json, path: string, message: RegExp): Refusal {
  return { name, config: source(endpoint), path: `resources[1].endpoint.${path}`, message };
}

describe('A request is refused at the exact path for', () => {
  test.each<Refusal>([
    refused(
      'a placeholder of nothing in the path',
      { path: 'a/{id}', params: { idd: 1, q: 2 } },
      'path',
      /`\{id\}` needs a parameter of that name under `params`; there are `idd`, `q`. Did you mean `idd`\?/,
    ),
    refused('one without any parameter', { path: '{id}' }, 'path', /there are none/),
    refused('an empty placeholder', { path: 'a/{}' }, 'path', /holds `\{\}`, which names nothing/),
    refused('an unknown context in the path', { path: '{parent.id}' }, 'path', /is no placeholder/),
    refused('a single brace', { path: 'a/}' }, 'path', /has a single brace/),
    refused(
      'an incremental parameter in the path',
      { path: '{since}', params: { since: { type: 'incremental', cursor_path: 'at' } } },
      'params.since',
      /is an incremental, which can only be a parameter of the query/,
    ),
    refused(
      'null in the path',
      { path: '{id}', params: { id: null } },
      'params.id',
      /must have a value, got `null`/,
    ),
    refused(
      'a list in the path',
      { path: '{id}', params: { id: [1] } },
      'params.id',
      /takes one value/,
    ),
    refused(
      'a resolved parameter that is not in the path',
      { params: { id: { type: 'resolve', resource: 'parents', field: 'id' } } },
      'params.id',
      /must stand in the path, as `\{id\}`/,
    ),
    refused(
      'a resolved parameter without a field',
      { path: '{id}', params: { id: { type: 'resolve', resource: 'parents' } } },
      'params.id.field',
      /must be a field of its rows, .* but it is missing/,
    ),
    refused(
      'a resolved parameter without a resource',
      { path: '{id}', params: { id: { type: 'resolve', field: 'id' } } },
      'params.id.resource',
      /but it is missing/,
    ),
    refused(
      'a resolved parameter with another key',
      {
        path: '{id}',
        params: { id: { type: 'resolve', resource: 'parents', field: 'id', key: 1 } },
      },
      'params.id.key',
      /has no key `key`/,
    ),
    refused(
      'a placeholder of nothing in a parameter',
      { params: { a: '{b}' } },
      'params.a',
      /`\{b\}` is no placeholder; there are `\{resources/,
    ),
    refused(
      'a placeholder of nothing in the name of a parameter',
      { params: { '{b}': 1 } },
      "params['{b}']",
      /`\{b\}` is no placeholder/,
    ),
    refused(
      'an unknown context in a body',
      { json: { a: [{ b: '{x.y}' }] } },
      'json.a[0].b',
      /`\{x\.y\}` is no placeholder/,
    ),
    refused(
      'an unknown context in a form',
      { data: { a: '{x.y}' } },
      'data.a',
      /is no placeholder/,
    ),
    refused('one in a list of pairs', { data: [['a', '{x.y}']] }, 'data[0]', /is no placeholder/),
    refused('one in a raw body', { data: '{"a":1}' }, 'data', /is no placeholder/),
    refused(
      'an unknown context in a header',
      { headers: { a: '{x}' } },
      'headers.a',
      /is no placeholder/,
    ),
    refused(
      'a header with a brace in its name',
      { headers: { 'a{{b}}': 'x' } },
      "headers['a{{b}}']",
      /is no name for a header/,
    ),
    refused(
      'a header with a line break',
      { headers: { a: 'x\ny' } },
      'headers.a',
      /holds a character that no header can carry/,
    ),
    refused(
      'a field without a name',
      { params: { a: '{resources.parents}' } },
      'params.a',
      /must name a field/,
    ),
    refused(
      'a field that is no path',
      { path: '{resources.parents.a b}' },
      'path',
      /the field `a b` of `parents` is no path from character 2 on/,
    ),
    refused(
      'a value of an incremental that is not there',
      { params: { a: '{incremental.start_value}' } },
      'params.a',
      /needs an `incremental` of the endpoint; there is none/,
    ),
    refused(
      'a value of an incremental that only a parameter has',
      {
        params: {
          a: { type: 'incremental', cursor_path: 'at' },
          b: '{incremental.start_value}',
        },
      },
      'params.b',
      /needs an `incremental` of the endpoint/,
    ),
    refused(
      'an unknown value of an incremental',
      { params: { a: '{incremental.start}' }, incremental: { cursor_path: 'at' } },
      'params.a',
      /has no `start`. Did you mean `start_value`\?/,
    ),
    refused('a JSON body that is null', { json: null }, 'json', /must be an object/),
    refused('a JSON body that is a list', { json: [] }, 'json', /must be an object/),
    refused(
      'a function in a JSON body',
      { json: { a: { b: () => 1 } } },
      'json.a.b',
      /must be what JSON can hold, got a function/,
    ),
    refused('a date in a JSON body', { json: { a: new Date(0) } }, 'json.a', /an instance/),
    refused('no number in a JSON body', { json: { a: Number.NaN } }, 'json.a', /JSON can hold/),
    refused('an integer that is rounded', { json: { a: 2 ** 53 } }, 'json.a', /holds exactly/),
    refused('data that is a number', { data: 1 }, 'data', /must be an object or a list of pairs/),
    refused('data with half a pair', { data: [['a']] }, 'data[0]', /a pair of a name and a value/),
    refused('two bodies', { json: { a: 1 }, data: { b: 1 } }, 'data', /are two bodies/),
    refused(
      'a form and a paginator that writes into the body',
      { data: { b: 1 }, paginator: { type: 'page_number', page_body_path: 'p', total_path: null } },
      'data',
      /the paginator writes into a JSON body \(`page_body_path`\)/,
    ),
    refused(
      'a host that comes with the rows',
      { path: 'https://{resources.parents.host}/x' },
      'path',
      /must have its host written out/,
    ),
    refused('half a host', { path: 'https://x{resources.parents.n}/y' }, 'path', /written out/),
    refused('a fragment', { path: 'a/{resources.parents.id}#b' }, 'path', /a fragment/),
  ])('$name', expectRefusal);

  test('what the defaults have, once and where it is written', () => {
    const written = {
      client: { base_url: 'https://x' },
      resource_defaults: { endpoint: { params: { a: '{b}' } } },
      resources: ['one', 'two'],
    };
    expect(issuesOf(written)).toEqual({
      'resource_defaults.endpoint.params.a': expect.stringContaining('`{b}` is no placeholder'),
    });
  });
});
