import { expect, test } from 'vitest';
import { requestHeaders } from '../../../src/http/request-headers.ts';

test('the defaults go out where nothing else is wanted', () => {
  expect(requestHeaders({}, undefined)).toEqual({
    'user-agent': expect.stringMatching(/^sluice\/\d+\.\d+\.\d+/),
    accept: 'application/json, */*;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
  });
});

test('later sets win, whatever the case of a name', () => {
  const headers = requestHeaders({ 'User-Agent': 'mine', 'X-A': '1' }, { 'x-a': '2' });
  expect(headers).toMatchObject({ 'User-Agent': 'mine', 'x-a': '2' });
  expect(Object.keys(headers).map((name) => name.toLowerCase())).toHaveLength(4);
});

test.each([
  ['identity', 'identity'],
  ['gzip;q=1.0, br', 'gzip;q=1.0, br'],
  ['zstd', 'gzip, deflate, br'],
  ['gzip, zstd', 'gzip, deflate, br'],
  ['*', 'gzip, deflate, br'],
])('Accept-Encoding `%s` goes out as `%s`', (wanted, sent) => {
  const headers = requestHeaders({ 'Accept-Encoding': wanted });
  expect(headers['Accept-Encoding'] ?? headers['accept-encoding']).toBe(sent);
});
