import { describe, expect, test } from 'vitest';
import { readPage } from '../../support/read-page.ts';
import { rejection } from '../../support/rejection.ts';

/** `^` marks the place; it is not part of the body. */
describe('what is not JSON is named by its byte', () => {
  test.each([
    '{"contacts":[{"id":^NaN}]}',
    '{"contacts":[{"id":^nulx,"name":"somebody","n":1}]}',
    '{"contacts":[{"id":1},^]}',
    '{"contacts":[{"id":1 ^"x":2}]}',
    '{"contacts":[{"id":0^1}]}',
    '{"contacts":[{"id":1,"n":"a^\nb","more":1}]}',
    '{"contacts":[{"id":1,"n":"a^\\x41","more":1}]}',
    '{"contacts":[{"id":1^]}',
    '{"contacts":[{^id:1}]}',
    '{"contacts":[{"é€😀":1,"id":-^}]}',
    '{"contacts":[{"id":1}]}^{"contacts":[]}',
    '[^}',
    // so near to the end that the tokenizer has not refused them yet
    '{"contacts":[{"id":^tru}]}',
    '{"contacts":[{"id":^nul}]}',
    '{"contacts":[{"n":"^\u0000"}]}',
    '{"contacts":[{"n":"a^\n"}]}',
  ])('%s', async (marked) => {
    const [before = '', after = ''] = marked.split('^');
    const bytes = Buffer.from(before + after);
    const place = `at byte ${Buffer.byteLength(before)} (`;
    expect((await rejection(readPage([bytes]))).message).toContain(place);
    const alone = [...bytes].map((byte) => Buffer.from([byte]));
    expect((await rejection(readPage(alone))).message).toContain(place);
  });

  test('and not where the body was cut off, wherever that was', async () => {
    const body =
      '{"contacts":[{"id":-1.5e+3,"n":"é\\u00e9\\\\ t","t":true,"f":false,"x":null}],"a":{}}';
    for (let length = 1; length < body.length; length++) {
      const error = await rejection(readPage(body.slice(0, length)));
      expect([length, (error as { code?: string }).code]).toEqual([length, 'PARSE_TRUNCATED']);
    }
  });

  test('behind much that is JSON, and behind a byte order mark', async () => {
    const before = `\ufeff{"contacts":[${'{"id":1},'.repeat(20_000)}`;
    const error = await rejection(readPage(`${before}oops]}`));
    expect(error.message).toContain(`at byte ${Buffer.byteLength(before)} (`);
  });

  test('and by a range if the body is too long to be looked at again', async () => {
    const before = `{"contacts":[${'{"id":1},'.repeat(200_000)}`;
    const chunks = Buffer.from(`${before}oops]}`);
    const error = await rejection(readPage([chunks]));
    const [, from, to] = /between byte (\d+) and (\d+) \(/.exec(error.message) ?? [];
    expect(Number(from)).toBeLessThanOrEqual(before.length);
    expect(Number(to)).toBeGreaterThan(before.length);
    expect(Number(to) - Number(from)).toBeLessThanOrEqual(32 * 1024);
  });
});
