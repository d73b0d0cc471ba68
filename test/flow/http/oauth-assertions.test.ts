import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { rejection } from '../../support/rejection.ts';
import { type Asked, readPage, serveTokens, sourceOf } from '../../support/token-api.ts';

/** As RFC 6749 has it: both are form-encoded first. */
const BASIC = `Basic ${Buffer.from('my+client:canary%3As+e%2Fcret').toString('base64')}`;

describe('an assertion', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = (key: KeyObject, over: object = {}): string =>
    key.export({ type: 'pkcs8', format: 'pem', ...over }) as string;
  const decode = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

  const assertionOf = ({ form }: Asked) => {
    const [header, payload, signature] = (form['assertion'] ?? '').split('.');
    const isSigned = (key: KeyObject, algorithm: string): boolean =>
      verify(
        algorithm,
        Buffer.from(`${header}.${payload}`),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature ?? '', 'base64url'),
      );
    return { header: decode(header), payload: decode(payload), isSigned };
  };

  test('is signed, short-lived, and all that says who asks', async () => {
    const api = await serveTokens();
    const auth = { type: 'oauth2_jwt_bearer', private_key: pem(rsa.privateKey) };
    expect(await readPage(api, auth)).toHaveLength(1);
    const [asked] = api.asked as [Asked];
    expect(Object.keys(asked.form).sort()).toEqual(['assertion', 'grant_type']);
    expect(asked.form['grant_type']).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { header, payload, isSigned } = assertionOf(asked);
    expect(header).toEqual({ alg: 'RS256' });
    const seconds = Math.floor(Date.now() / 1000);
    expect(payload).toEqual({
      iss: 'my client',
      sub: 'my client',
      aud: `${api.origin}/token`,
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
    const { iat, exp } = payload as { iat: number; exp: number };
    expect(Math.abs(iat - seconds)).toBeLessThan(30);
    expect(exp - iat).toBe(300);
    expect(isSigned(rsa.publicKey, 'sha256')).toBe(true);
  });

  test('has the claims that were written, a key id and another algorithm', async () => {
    const api = await serveTokens();
    await readPage(api, {
      type: 'oauth2_jwt_bearer',
      private_key: pem(ec.privateKey).replaceAll('\n', '\\n'),
      algorithm: 'ES256',
      key_id: 'k1',
      subject: 'ann@example.com',
      audience: 'https://login',
      scopes: ['a', 'b'],
      claims: { box_sub_type: 'enterprise', exp: 7 },
      client_secret: 'canary:s e/cret',
      auth_method: 'client_secret_basic',
      access_token_request_data: { tenant: 't' },
    });
    const [asked] = api.asked as [Asked];
    expect(asked).toMatchObject({ form: { tenant: 't' }, headers: { authorization: BASIC } });
    const { header, payload, isSigned } = assertionOf(asked);
    expect(header).toEqual({ alg: 'ES256', kid: 'k1' });
    expect(payload).toMatchObject({
      ...{ iss: 'my client', sub: 'ann@example.com', aud: 'https://login', scope: 'a b' },
      ...{ box_sub_type: 'enterprise', exp: 7 },
    });
    expect(isSigned(ec.publicKey, 'sha256')).toBe(true);
  });

  test('of an encrypted key', async () => {
    const api = await serveTokens();
    const passphrase = 'canary pass';
    const private_key = pem(rsa.privateKey, { cipher: 'aes-256-cbc', passphrase });
    const auth = { type: 'oauth2_jwt_bearer', private_key, private_key_passphrase: passphrase };
    expect(await readPage(api, auth)).toHaveLength(1);
    const error = await rejection(
      (async () => sourceOf(api, { ...auth, private_key_passphrase: 'canary no' }))(),
    );
    expect(error.message).toMatch(/private_key: must be a private key in PEM that/);
    expect(error.message).not.toContain('canary');
  });

  test.each<[string, object, RegExp]>([
    [
      'what is no key',
      { private_key: 'canary-key-text' },
      /private_key: must be a private key in PEM/,
    ],
    [
      'a public key',
      { private_key: rsa.publicKey.export({ type: 'spki', format: 'pem' }) },
      /private_key: must be/,
    ],
    [
      'a key of another type',
      { private_key: pem(ec.privateKey) },
      /private_key: is a key of type `ec`, which does not sign by `RS256`/,
    ],
    [
      'an algorithm that is none',
      { private_key: pem(rsa.privateKey), algorithm: 'HS256' },
      /algorithm: must be one of/,
    ],
  ])('refuses %s, without a byte of it', async (_what, over, message) => {
    const api = await serveTokens();
    const error = await rejection(
      (async () => sourceOf(api, { type: 'oauth2_jwt_bearer', ...over }))(),
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/canary|MII|MIG/);
    expect(api.asked).toEqual([]);
  });

  test('never leaves in an error, nor a line of the key', async () => {
    const key = pem(rsa.privateKey);
    const [line = ''] = key.split('\n').slice(1);
    let assertion = '';
    const api = await serveTokens(() => ({
      error: 'invalid_grant',
      error_description: `${api.asked[0]?.form['assertion']} ${line}`,
    }));
    const error = await rejection(readPage(api, { type: 'oauth2_jwt_bearer', private_key: key }));
    assertion = api.asked[0]?.form['assertion'] ?? 'none';
    expect(error.message).toContain('invalid_grant');
    const told = inspect(error, { depth: 9 });
    expect(told).not.toContain(assertion.slice(0, 40));
    expect(told).not.toContain(line.slice(0, 40));
  });
});
