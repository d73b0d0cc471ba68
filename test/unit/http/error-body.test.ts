import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readErrorBody } from '../../../src/http/error-body.ts';
import { errorText } from '../../../src/http/error-text.ts';
import { createRedactor } from '../../../src/http/redaction.ts';

const SECRET = 'Zq8tRvkW3mXp9dLs5hJg';
const redact = createRedactor([SECRET]);

/** Where a body was, and is, cut. */
const CUTS = [57_344, 65_536];

test.each(CUTS)(
  'no piece of a secret is told that stands where a body is cut, at %i',
  async (cut) => {
    for (let at = cut - 25; at <= cut + 5; at += 1) {
      // what a script holds is not told, so that what stands behind it is
      const script = `<script>${'x'.repeat(at - 17)}</script>`;
      const body = `${script}${SECRET} ${'y'.repeat(20_000)}`;
      const text = errorText(
        await readErrorBody(Readable.from([Buffer.from(body)]), redact),
        redact,
      );
      for (let from = 0; from + 4 <= SECRET.length; from += 1) {
        expect(text).not.toContain(SECRET.slice(from, from + 4));
      }
    }
  },
);

test('a short body is told to its end, and one that broke off but for that', async () => {
  const body = (): Readable => Readable.from([Buffer.from(`no ${SECRET}`)]);
  expect(await readErrorBody(body(), redact)).toBe('no ***');
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from(`${'z'.repeat(9_000)}${SECRET.slice(0, 12)}`);
      throw new Error('reset');
    })(),
  );
  expect(await readErrorBody(broken, redact)).toMatch(/^z{800,}$/);
});
