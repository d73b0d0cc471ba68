import { describe, expect, test } from 'vitest';
import { BodyDecoder } from '../../../src/parse/body-decoder.ts';

/** Decodes bytes that come in pieces of a size. */
function decode(bytes: Uint8Array, size: number, charset?: string): [string, BodyDecoder] {
  const decoder = new BodyDecoder(charset);
  let text = '';
  for (let at = 0; at < bytes.length; at += size)
    text += decoder.write(bytes.subarray(at, at + size));
  return [text + decoder.end(), decoder];
}

const bytesOf = (...bytes: number[]): Buffer => Buffer.from(bytes);
const TEXT = '{"a":"é€😀\ufffd"}';
const UTF16 = Buffer.from(TEXT, 'utf16le');

describe('a body is decoded', () => {
  test.each<[string, Buffer, string | undefined, string]>([
    ['as UTF-8', Buffer.from(TEXT), undefined, TEXT],
    ['as UTF-8 behind a byte order mark', Buffer.from(`\ufeff${TEXT}`), undefined, TEXT],
    ['by its mark, whatever is told', Buffer.from(`\ufeff${TEXT}`), 'iso-8859-1', TEXT],
    ['as Latin-1', bytesOf(0x22, 0xe9, 0xa0, 0x22), 'iso-8859-1', '"é\u00a0"'],
    ['as windows-1252', bytesOf(0x22, 0x80, 0x22), 'WINDOWS-1252', '"€"'],
    ['as Shift_JIS', bytesOf(0x22, 0x82, 0xa0, 0x22), 'shift_jis', '"あ"'],
    ['as GB18030', bytesOf(0x22, 0xc4, 0xe3, 0x22), 'gb18030', '"你"'],
    ['as UTF-16', UTF16, 'utf-16', TEXT],
    ['as UTF-16 by its mark', Buffer.concat([bytesOf(0xff, 0xfe), UTF16]), undefined, TEXT],
    [
      'as UTF-16 of the other order',
      Buffer.concat([bytesOf(0xfe, 0xff), Buffer.from(UTF16).swap16()]),
      'utf-16',
      TEXT,
    ],
    ['of one byte', bytesOf(0x31), undefined, '1'],
    ['of nothing', bytesOf(), undefined, ''],
  ])('%s', (_what, bytes, charset, text) => {
    for (const size of [1, 2, 3, 5, 1000]) {
      const [decoded, decoder] = decode(bytes, size, charset);
      expect(decoded).toBe(text);
      expect(decoder).toMatchObject({ hasInvalidBytes: false, unknownCharset: undefined });
    }
  });

  test('of an unknown charset as UTF-8, which is told', () => {
    expect(decode(Buffer.from('"é"'), 1, 'x-odd')).toEqual([
      '"é"',
      expect.objectContaining({ unknownCharset: 'x-odd' }),
    ]);
  });
});

describe('bytes that are not valid are known', () => {
  test.each<[string, Buffer, string | undefined]>([
    ['Latin-1 as UTF-8', bytesOf(0x22, 0x63, 0xe9, 0x22), undefined],
    ['at the end', bytesOf(0x22, 0x22, 0x22, 0xe2, 0x82), undefined],
    ['a surrogate in UTF-8', bytesOf(0x22, 0xed, 0xa0, 0x80, 0x22), undefined],
    ['a lone surrogate in UTF-16', bytesOf(0x22, 0, 0, 0xd8, 0x22, 0), 'utf-16'],
    ['half a character of Shift_JIS', bytesOf(0x22, 0x22, 0x22, 0x82), 'shift_jis'],
    ['beside a true U+FFFD', Buffer.concat([Buffer.from('"\ufffd'), bytesOf(0xff)]), undefined],
  ])('%s', (_what, bytes, charset) => {
    for (const size of [1, 2, 3, 1000]) {
      const [text, decoder] = decode(bytes, size, charset);
      expect(text).toContain('\ufffd');
      expect(decoder).toMatchObject({ hasInvalidBytes: true, hasReplacements: true });
    }
  });
});
