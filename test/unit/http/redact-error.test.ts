import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { redactError } from '../../../src/http/redact-error.ts';
import { createRedactor } from '../../../src/http/redaction.ts';

const redact = createRedactor(['canary']);

function shown(error: Error): string {
  return inspect(error, { depth: 12, showHidden: true }) + error.stack + JSON.stringify(error);
}

test('an error of Sluice keeps its class and fields, and its whole chain loses the secret', () => {
  const deepest = Object.assign(new TypeError('at /?key=canary'), { path: '/canary', status: 7 });
  const middle = new AggregateError([new Error('canary')], 'canary', { cause: deepest });
  const error = new SourceError('SOURCE_NETWORK', 'contacts: canary', {
    cause: middle,
    retryable: true,
    retryAfterMs: 5,
    context: { url: 'http://a/?key=canary', page: 3 },
  });
  const redacted = redactError(error, redact);
  expect(redacted).toBeInstanceOf(SourceError);
  expect(redacted).toMatchObject({
    name: 'SourceError',
    code: 'SOURCE_NETWORK',
    message: 'contacts: ***',
    retryable: true,
    retryAfterMs: 5,
    context: { url: 'http://a/?key=***', page: 3 },
  });
  expect(redacted.cause).toBeInstanceOf(AggregateError);
  expect((redacted.cause as Error).cause).toBeInstanceOf(TypeError);
  expect((redacted.cause as Error).cause).toMatchObject({ path: '/***', status: 7 });
  expect(shown(redacted)).not.toContain('canary');
  // The original is somebody else's.
  expect(error.message).toContain('canary');
});

test('an error without a secret is handed back itself', () => {
  const error = new Error('plain', { cause: new TypeError('plain too') });
  expect(redactError(error, redact)).toBe(error);
});

test('a chain that bites its tail ends', () => {
  const error: Error & { cause?: unknown } = new Error('canary');
  error.cause = new Error('inner canary', { cause: error });
  const redacted = redactError(error, redact);
  expect(shown(redacted)).not.toContain('canary');
  expect(((redacted.cause as Error).cause as Error).message).toBe('***');
});

test('what an error carries besides text and errors is left out', () => {
  const error = Object.assign(new Error('x'), { buffer: Buffer.from('canary'), list: ['canary'] });
  expect(redactError(error, redact)).toMatchObject({ buffer: undefined, list: ['***'] });
});

test('an abort of the platform keeps its name', () => {
  const error = new DOMException('canary gone', 'AbortError');
  expect(redactError(error, redact)).toMatchObject({ name: 'AbortError', message: '*** gone' });
  const clean = new DOMException('gone', 'AbortError');
  expect(redactError(clean, redact)).toBe(clean);
});
