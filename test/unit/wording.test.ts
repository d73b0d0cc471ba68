import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/http/redaction.ts';
import {
  CARRIED_CHARACTERS,
  cutExcerpts,
  EXCERPT_CHARACTERS,
  excerpt,
  linkExcerpt,
  quoted,
} from '../../src/wording.ts';

const SIGNS = 'QZ#&"w8+/=<tR m:';
const MARKS = /[\u{F0540}-\u{F0543}]/u;

describe('a value in a message', () => {
  test.each(['', 'null', 'a b', 'x'.repeat(EXCERPT_CHARACTERS)])('stays as it is: %j', (value) => {
    expect(excerpt(value)).toBe(value);
  });

  test('is on one line, and cut between characters', () => {
    expect(cutExcerpts(`<${excerpt('a\n\t b')}>`)).toBe('<a b>');
    expect(cutExcerpts(`<${excerpt('x'.repeat(101))}>`)).toBe(`<${'x'.repeat(100)}…>`);
    expect(cutExcerpts(`<${excerpt(`${'x'.repeat(99)}😀`)}>`)).toBe(`<${'x'.repeat(99)}…>`);
  });

  test('has its quotes, however long it is', () => {
    expect(quoted('a"b')).toBe('"a\\"b"');
    expect(cutExcerpts(quoted('x'.repeat(20_000)))).toBe(`"${'x'.repeat(100)}…"`);
  });

  test('may hold the signs between which values are carried', () => {
    const value = `\u{F0543}a\u{F0541}${'b'.repeat(200)}\u{F0542}`;
    expect(cutExcerpts(`${excerpt(value)}.`)).toMatch(/^\uFFFDa\uFFFDb+….$/u);
  });

  test('is carried as far as a bound, whatever its length', () => {
    expect(excerpt('x'.repeat(10_000_000)).length).toBeLessThan(CARRIED_CHARACTERS + 10);
  });
});

describe('a link in a message', () => {
  test('shows short numbers of its query, and no user', () => {
    const link = 'https://me:word@x/y?key=Kq7&page=2&id=1234567';
    expect(cutExcerpts(linkExcerpt(link))).toBe('https://…@x/y?key=…&page=2&id=…');
  });

  test('shows nothing of a secret that looks like several parameters', () => {
    const redact = createRedactor(['ab&cd=ef#gh']);
    expect(redact(linkExcerpt('https://x/?k=ab&cd=ef#gh&page=2'))).toBe('https://x/?k=…&page=2');
    expect(redact(linkExcerpt('https://x/?ab&cd=ef#gh'))).toBe('https://x/?***');
  });
});

const known = new Map<number, readonly [secret: string, redact: (text: string) => string]>();

function secretOf(length: number): readonly [secret: string, redact: (text: string) => string] {
  const secret = Array.from({ length }, (_, i) =>
    SIGNS.charAt(Math.imul(i + 7, 0x9e3779b1) >>> 28),
  ).join('');
  const made = known.get(length) ?? ([secret, createRedactor([secret])] as const);
  known.set(length, made);
  return made;
}

test('no piece of a secret is in what leaves, wherever the value is cut', () => {
  const length = fc.constantFrom(20, 200, 2_000);
  const place = fc.oneof(
    fc.nat(140),
    fc.integer({ min: CARRIED_CHARACTERS - 300, max: CARRIED_CHARACTERS + 30 }),
  );
  const form = fc.constantFrom<(secret: string) => string>(
    (secret) => secret,
    (secret) => Buffer.from(secret).toString('base64'),
    (secret) => encodeURIComponent(secret),
  );
  fc.assert(
    fc.property(length, place, form, fc.boolean(), (secretLength, before, write, isRepeated) => {
      const [secret, redact] = secretOf(secretLength);
      const written = write(secret);
      // repeated, so that masks make the value short enough for its end to be shown
      const front = isRepeated
        ? `${'1'.repeat(before % written.length)}${written.repeat(Math.floor(before / written.length))}`
        : '1'.repeat(before);
      const said = redact(`holds ${excerpt(front + written)}, it says`);
      expect(said).not.toMatch(MARKS);
      for (let at = 0; at + 12 <= written.length; at += 6) {
        expect(said).not.toContain(written.slice(at, at + 12));
      }
    }),
    { numRuns: 100 },
  );
});
