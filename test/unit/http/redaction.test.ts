import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLearningRedactor, createRedactor } from '../../../src/http/redaction.ts';

const FORMS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  encodeURIComponent,
  encodeURI,
  (secret) => encodeURIComponent(encodeURIComponent(secret)),
  (secret) => encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
  (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => Buffer.from(secret).toString('base64url'),
  (secret) => encodeURIComponent(Buffer.from(secret).toString('base64')),
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  (secret) =>
    Array.from(secret.split(''), (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  (secret) => secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  (secret) => [...Buffer.from(secret)].map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''),
  (secret) => Buffer.from(secret).toString('hex'),
  (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
];

/** Forms of a longer secret alone: those of a short one stand in ordinary words. */
const CASED: readonly ((secret: string) => string)[] = [
  (secret) => secret.toUpperCase(),
  (secret) => secret.toLowerCase(),
  (secret) => encodeURIComponent(secret.toUpperCase()),
  (secret) => JSON.stringify(secret.toLowerCase()).slice(1, -1),
];

const secretText = fc
  .string({ unit: 'binary', minLength: 6, maxLength: 16 })
  .filter((text) => text.isWellFormed() && !text.includes('*'));

test('no form of any secret is left, wherever it stands', () => {
  const secrets = fc.array(secretText, { minLength: 1, maxLength: 4 });
  const form = fc.nat(FORMS.length - 1);
  fc.assert(
    fc.property(secrets, form, fc.string(), fc.string(), (values, index, before, after) => {
      const redact = createRedactor(values);
      for (const secret of values) {
        const written = FORMS[index]?.(secret) ?? '';
        const redacted = redact(`${before}${written}${after}`);
        expect(redacted).toContain('***');
        for (const other of FORMS) expect(redacted).not.toContain(other(secret));
      }
    }),
    { numRuns: 150 },
  );
});

test('no letter case of a longer secret is left', () => {
  const secret = secretText.filter((text) => [...text].length >= 8);
  fc.assert(
    fc.property(secret, fc.nat(CASED.length - 1), fc.string(), (value, index, before) => {
      const written = CASED[index]?.(value) ?? '';
      const redacted = createRedactor([value])(`${before}${written}`);
      expect(redacted).toContain('***');
      for (const form of CASED) expect(redacted).not.toContain(form(value));
    }),
    { numRuns: 150 },
  );
});

test('a longer text in base64 shows no byte of the secret inside of it, at any alignment', () => {
  const around = fc.uint8Array({ maxLength: 12 });
  const alphabet = fc.constantFrom<BufferEncoding>('base64', 'base64url');
  fc.assert(
    fc.property(secretText, around, around, alphabet, (secret, before, after, encoding) => {
      const whole = Buffer.concat([before, Buffer.from(secret), after]).toString(encoding);
      const redacted = createRedactor([secret])(`x ${whole} y`);
      const from = 2 + Math.floor((before.length * 8) / 6);
      const to = 2 + Math.ceil(((before.length + Buffer.from(secret).length) * 8) / 6);
      const rest = `x ${whole} y`.slice(to).replace(/^=+/, '');
      expect(redacted).toBe(`${`x ${whole} y`.slice(0, from)}***${rest}`);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, (encoded: Buffer) => string]>([
  ['base64 in lines', (bytes) => bytes.toString('base64').replace(/(.{20})/g, '$1\r\n')],
  [
    'base64 in lines, as JSON text',
    (bytes) => JSON.stringify(bytes.toString('base64').replace(/(.{20})/g, '$1\r\n')),
  ],
  [
    'base64 in lines that are indented',
    (bytes) => bytes.toString('base64').replace(/(.{9})/g, '$1\n  '),
  ],
  ['hex with colons', (bytes) => bytes.toString('hex').replace(/(..)/g, '$1:')],
  ['hex in words', (bytes) => bytes.toString('hex').toUpperCase().replace(/(..)/g, '$1 ')],
])('a secret in %s is masked whole', (_form, write) => {
  const redact = createRedactor(['canary-4711-canary']);
  for (const before of ['', 'u', 'me', 'you']) {
    const masked = redact(write(Buffer.from(`${before}canary-4711-canary and more`)));
    const left = masked.replace(/\\[rn]|[\s:"]/g, '');
    expect(masked).toContain('***');
    for (const encoding of ['base64', 'hex'] as const) {
      const shown = left.split('***').map((part) => Buffer.from(part, encoding).toString('latin1'));
      expect(shown.join('|')).not.toMatch(/canary|4711/);
    }
  }
});

test.each([
  ['Bearer canary-4711', 'base64'],
  ['me:canary-4711', 'base64'],
  ['{"token":"canary-4711"}', 'base64url'],
] as const)('%j in %s is known', (text, encoding) => {
  const encoded = Buffer.from(text).toString(encoding);
  const redact = createRedactor(['canary-4711']);
  expect(redact(`got ${encoded}`)).toMatch(/^got \w+\*{3}\w{0,3}$/);
  expect(redact(`got ${encodeURIComponent(encoded)}`)).toMatch(/^got \w+\*{3}\w{0,3}$/);
});

test.each(['Id', 'on', 'page', 'key', 'token', 'contact'])(
  'the short secret %s hides no other word',
  (secret) => {
    const redact = createRedactor([secret]);
    const other = secret === secret.toUpperCase() ? secret.toLowerCase() : secret.toUpperCase();
    expect(redact(`an ${other} of 6964 rows, 6F6E`)).toBe(`an ${other} of 6964 rows, 6F6E`);
  },
);

test('a secret that is the beginning of another one leaves nothing of the longer one', () => {
  expect(createRedactor(['abc', 'abcdef'])('x abcdef y abc')).toBe('x *** y ***');
});

test('secrets that overlap in the text are masked as one', () => {
  expect(createRedactor(['abcdef', 'defghi'])('<abcdefghi>')).toBe('<***>');
});

test('the characters of a secret mean nothing but themselves', () => {
  expect(createRedactor(['a.c(d'])('abc(d a.c(d')).toBe('abc(d ***');
});

test('a text without a secret stays as it is, and an empty secret hides nothing', () => {
  expect(createRedactor(['secret', ''])('plain text')).toBe('plain text');
  expect(createRedactor([])('plain text')).toBe('plain text');
});

test.each([513, 4_000, 20_000])(
  'a secret of %i characters is one mask, in base64 too',
  (length) => {
    const secret = Array.from({ length }, (_, i) => String.fromCharCode(97 + ((i * i) % 26))).join(
      '',
    );
    const base64 = Buffer.from(secret).toString('base64');
    expect(createRedactor([secret])(`a ${secret} b ${base64} c`)).toBe('a *** b *** c');
  },
);

test('a secret that comes up later is masked from then on, as long as it is among the newest', () => {
  const { redact, learn } = createLearningRedactor(['given']);
  learn('token-0');
  for (let i = 1; i <= 64; i += 1) {
    learn(`other-${i}-`);
    if (i === 32) learn('token-0');
  }
  expect(redact('given token-0 other-64- other-1-')).toBe('*** *** *** other-1-');
});
