import { describe, expect, test } from 'vitest';
import { joinUrl } from '../../../src/request/expand.ts';

describe('A path is joined to a base', () => {
  test.each([
    ['https://x/v1', 'a', 'https://x/v1/a'],
    ['https://x/v1/', '/a', 'https://x/v1/a'],
    ['https://x/v1//', '//a//b/', 'https://x/v1/a//b/'],
    ['https://x', '', 'https://x'],
    ['https://x/', '', 'https://x/'],
    ['https://x', '/', 'https://x/'],
    ['https://x', '?a=1', 'https://x/?a=1'],
    ['https://x', 'a?b=1', 'https://x/a?b=1'],
    ['https://x', 'HTTPS://y/z', 'HTTPS://y/z'],
    ['https://x', 'ftp://y/z', 'https://x/ftp://y/z'],
    ['', 'https://y', 'https://y'],
  ])('%s + %s', (base, path, joined) => {
    expect(joinUrl(base, path)).toBe(joined);
  });
});
