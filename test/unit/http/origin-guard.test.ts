import { expect, test } from 'vitest';
import { createOriginGuard } from '../../../src/http/origin-guard.ts';

const guard = createOriginGuard(['https://api.example.com/v3', 'http://127.0.0.1:8080']);
const base = new URL('https://api.example.com/v3/contacts');

test.each([
  ['https://api.example.com/a?b=%20+c', 'https://api.example.com/a?b=%20+c'],
  ['HTTPS://API.example.com:443/a#part', 'https://api.example.com/a'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ['/a', 'https://api.example.com/a'],
  ['deals?x=1', 'https://api.example.com/v3/deals?x=1'],
  ['//api.example.com/a', 'https://api.example.com/a'],
])('%s may be asked', (text, href) => {
  const target = guard(text, base);
  expect('url' in target && target.url.href).toBe(href);
});

test.each([
  'https://evil.example/',
  '//evil.example/a',
  '\\\\evil.example\\a',
  '/\\evil.example/a',
  'https:/\\evil.example',
  'https://api.example.com@evil.example/',
  'https://user:pw@api.example.com/',
  'https://api.example.com.evil.example/',
  'https://evilapi.example.com/',
  'https://api.example.com:8443/',
  'http://api.example.com/',
  'http://127.0.0.1:80/',
  'https://аpi.example.com/',
  'https://api.example.com%2eevil.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,x',
  'blob:https://api.example.com/x',
  'http://[',
])('%s is refused', (text) => {
  expect(guard(text, base)).toHaveProperty('refused');
});

test('a URL that is not whole is refused where there is nothing to complete it', () => {
  expect(guard('/contacts')).toEqual({ refused: 'is no absolute URL' });
});

test.each([
  ['http://api.test:80', 'http://api.test/a', true],
  ['https://api.test', 'https://api.test:443/a', true],
  ['https://api.test:8443', 'https://api.test:8443/a', true],
  ['https://api.test:8443', 'https://api.test/a', false],
  ['https://api.test', 'https://api.test:8443/a', false],
])('an origin %s lets %s pass: %s', (origin, url, passes) => {
  expect('url' in createOriginGuard([origin])(url)).toBe(passes);
});
