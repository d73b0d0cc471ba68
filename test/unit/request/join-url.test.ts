import { expect, test } from 'vitest';
import { joinUrl } from '../../../src/request/expand.ts';

test.each([
  ['https://x/v1', 'a', 'https://x/v1/a'],
  ['https://x/v1//', '//a//b/', 'https://x/v1/a//b/'],
  ['https://x', '', 'https://x'],
  ['https://x', '/', 'https://x/'],
  ['https://x', 'a?b=1', 'https://x/a?b=1'],
  ['https://x', 'HTTPS://y/z', 'HTTPS://y/z'],
  ['https://x', 'ftp://y/z', 'https://x/ftp://y/z'],
])('%s and the path %s are %s', (base, path, joined) => {
  expect(joinUrl(base, path)).toBe(joined);
});
