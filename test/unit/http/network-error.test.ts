import { expect, test } from 'vitest';
import { createFail } from '../../../src/http/failure.ts';
import { networkError } from '../../../src/http/network-error.ts';

const place = { resource: 'deals', page: 7, url: 'https://me:pw@api.test/deals?limit=2' };
const fail = createFail(place, (text) => text);
const timeout = { connectMs: 1_500, idleMs: 2_000, totalMs: 3_000 };

function withCode(code: string, message = 'boom'): Error {
  return Object.assign(new Error(message), { code });
}

test.each([
  ['ECONNRESET', 'SOURCE_NETWORK', true],
  ['ECONNREFUSED', 'SOURCE_NETWORK', true],
  ['EPIPE', 'SOURCE_NETWORK', true],
  ['ENOTFOUND', 'SOURCE_NETWORK', true],
  ['EAI_AGAIN', 'SOURCE_NETWORK', true],
  ['UND_ERR_SOCKET', 'SOURCE_NETWORK', true],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'SOURCE_NETWORK', true],
  ['HPE_INVALID_CONSTANT', 'SOURCE_NETWORK', true],
  ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', 'SOURCE_NETWORK', true],
  ['UND_ERR_CONNECT_TIMEOUT', 'SOURCE_TIMEOUT', true],
  ['UND_ERR_HEADERS_TIMEOUT', 'SOURCE_TIMEOUT', true],
  ['UND_ERR_BODY_TIMEOUT', 'SOURCE_TIMEOUT', true],
  ['ETIMEDOUT', 'SOURCE_TIMEOUT', true],
  ['CERT_HAS_EXPIRED', 'SOURCE_NETWORK', false],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SOURCE_NETWORK', false],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'SOURCE_NETWORK', false],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SOURCE_NETWORK', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'SOURCE_NETWORK', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'SOURCE_NETWORK', false],
  ['UND_MOCK_ERR_MOCK_NOT_MATCHED', 'SOURCE_NETWORK', false],
  ['UND_ERR_DESTROYED', 'SOURCE_NETWORK', false],
  ['UND_ERR_INVALID_ARG', 'CONFIG_INVALID', false],
  ['UND_ERR_HEADERS_OVERFLOW', 'SOURCE_TOO_LARGE', false],
])('%s is %s, retryable: %s', (code, expected, retryable) => {
  const cause = withCode(code);
  const error = networkError(cause, timeout, fail);
  expect(error).toMatchObject({ code: expected, retryable, cause });
  expect(error.message).toMatch(
    /^deals, page 7: GET https:\/\/\*\*\*@api\.test\/deals\?limit=2 .+\.$/,
  );
});

test('a mistake of code is not retried, an unknown failure is', () => {
  expect(networkError(new TypeError('x'), timeout, fail).retryable).toBe(false);
  expect(networkError(new Error('x'), timeout, fail).retryable).toBe(true);
  expect(networkError('odd', timeout, fail).message).toContain('failed: odd');
});

test('an error of several addresses tells all of them', () => {
  const cause = Object.assign(new AggregateError([withCode('ECONNREFUSED', 'a'), new Error('b')]), {
    code: 'ECONNREFUSED',
  });
  expect(networkError(cause, timeout, fail).message).toContain('refused, a, b');
});

test('a limit is named with its value', () => {
  const message = networkError(withCode('UND_ERR_CONNECT_TIMEOUT'), timeout, fail).message;
  expect(message).toContain('within 1.5 s (`timeout.connect_seconds`)');
});
