import { describe, expect, test } from 'vitest';
import { onePosts, runConfig, type SentRequest } from './scripted-api.ts';

async function sent(endpoint: Readonly<Record<string, unknown>>): Promise<SentRequest> {
  const { requests, error } = await runConfig(
    onePosts({ paginator: 'single_page', ...endpoint }),
    () => ({ json: [] }),
  );
  if (error !== undefined) throw error;
  return requests[0] as SentRequest;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

describe('a body', () => {
  test.each<
    readonly [what: string, endpoint: object, body: string | undefined, type: string | undefined]
  >([
    ['is absent without json and data', {}, undefined, undefined],
    ['is the object of json', { json: { a: 1 } }, '{"a":1}', JSON_TYPE],
    ['is an empty object too', { json: {} }, '{}', JSON_TYPE],
    [
      'keeps the kinds of json values, at any depth',
      {
        json: { n: 1.5, t: true, none: null, list: [1, [2], { x: 'é"' }], big: 9007199254740993n },
      },
      '{"n":1.5,"t":true,"none":null,"list":[1,[2],{"x":"é\\""}],"big":9007199254740993}',
      JSON_TYPE,
    ],
    [
      'has single braces for doubled ones',
      { json: { '{{k}}': '{{v}}', n: { x: ['{{}}'] } } },
      '{"{k}":"{v}","n":{"x":["{}"]}}',
      JSON_TYPE,
    ],
    ['is a form of an object', { data: { a: 'x y', b: 2 } }, 'a=x+y&b=2', FORM_TYPE],
    [
      'repeats a name for a list in a form',
      { data: { a: [1, 2], b: '' } },
      'a=1&a=2&b=',
      FORM_TYPE,
    ],
    ['leaves null out of a form', { data: { a: null, b: 1 } }, 'b=1', FORM_TYPE],
    ['writes booleans of a form in lower case', { data: { a: true } }, 'a=true', FORM_TYPE],
    [
      'is a form of pairs, with names that come twice',
      {
        data: [
          ['a', 1],
          ['b', '&'],
          ['a', 2],
        ],
      },
      'a=1&b=%26&a=2',
      FORM_TYPE,
    ],
    ['is a raw text without a type', { data: '<x a="{{1}}"/>é' }, '<x a="{1}"/>é', undefined],
    ['is absent for an empty form', { data: {} }, undefined, undefined],
    ['is absent for an empty text', { data: '' }, undefined, undefined],
    ['is the data where json is an empty object', { json: {}, data: { a: 1 } }, 'a=1', FORM_TYPE],
    [
      'has the type that the endpoint gives it',
      { data: '<x/>', headers: { 'Content-Type': 'text/xml' } },
      '<x/>',
      'text/xml',
    ],
    [
      'of json too',
      { json: { a: 1 }, headers: { 'content-type': 'application/vnd.x+json' } },
      '{"a":1}',
      'application/vnd.x+json',
    ],
  ])('%s', async (_, endpoint, body, type) => {
    const request = await sent({ method: 'POST', ...endpoint });
    expect(request.method).toBe('POST');
    expect(request.body).toBe(body);
    expect(request.headers['content-type']).toBe(type);
  });

  test('goes with a GET too', async () => {
    expect(await sent({ json: { a: 1 } })).toMatchObject({ method: 'GET', body: '{"a":1}' });
  });

  test('is sent with its length', async () => {
    const { headers, body } = await sent({ method: 'POST', json: { a: 'é' } });
    expect(headers['content-length'] ?? String(Buffer.byteLength(body ?? ''))).toBe('10');
  });

  test.each([
    [{ json: { a: 1 }, data: { b: 2 } }, '`json` and `data`'],
    [{ json: [1] }, 'json'],
    [{ json: null }, 'json'],
    [{ json: 'text' }, 'json'],
    [{ data: 5 }, 'data'],
    [{ data: [['a']] }, 'data'],
    [{ json: { a: '{b}' } }, 'json.a'],
    [{ data: { a: '{x.y}' } }, 'data.a'],
    [
      { data: { a: 1 }, paginator: { type: 'page_number', page_body_path: 'page' } },
      'page_body_path',
    ],
  ])('%j is refused before anything is asked for', async (endpoint, says) => {
    await expect(sent({ method: 'POST', ...endpoint })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    await expect(sent({ method: 'POST', ...endpoint })).rejects.toThrow(says);
  });
});

describe('headers of an endpoint', () => {
  test.each<
    readonly [headers: Readonly<Record<string, string>>, shown: Readonly<Record<string, string>>]
  >([
    [{ 'X-A': 'b c' }, { 'x-a': 'b c' }],
    [{ 'X-A': '' }, { 'x-a': '' }],
    [{ 'X-A': '{{literal}}' }, { 'x-a': '{literal}' }],
  ])('%j are sent', async (headers, shown) => {
    expect((await sent({ headers })).headers).toMatchObject(shown);
  });

  test.each([{ 'X-A': 5 }, { 'X-A': '{b}' }, { 'X A': 'x' }, { 'X-A': 'a\nb' }])(
    '%j are refused',
    async (headers) => {
      await expect(sent({ headers })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    },
  );
});
