import { createPrivateKey, type KeyObject, webcrypto } from 'node:crypto';

/** Algorithms of signatures, by their names in a JWT. */
export const JWT_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

const CURVES: Readonly<Record<string, readonly [curve: string, name: string]>> = {
  ES256: ['prime256v1', 'P-256'],
  ES384: ['secp384r1', 'P-384'],
  ES512: ['secp521r1', 'P-521'],
};

/** What keeps a key from signing so, without a byte of it; undefined where nothing does. */
export function privateKeyProblem(
  pem: string,
  passphrase: string | undefined,
  algorithm: JwtAlgorithm,
): string | undefined {
  let key: KeyObject;
  try {
    key = readPrivateKey(pem, passphrase);
  } catch {
    return passphrase === undefined
      ? 'must be a private key in PEM, such as `-----BEGIN PRIVATE KEY-----…`; an encrypted one needs `private_key_passphrase`'
      : 'must be a private key in PEM that `private_key_passphrase` opens';
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const [curve] = CURVES[algorithm] ?? [];
  const isFit =
    algorithm === 'EdDSA'
      ? type === 'ed25519'
      : curve === undefined
        ? type === 'rsa'
        : type === 'ec' && details?.namedCurve === curve;
  return isFit
    ? undefined
    : `is a key of type \`${type}\`, which does not sign by \`${algorithm}\``;
}

/** The key, ready to sign. */
export function signingKey(
  pem: string,
  passphrase: string | undefined,
  algorithm: JwtAlgorithm,
): Promise<webcrypto.CryptoKey> {
  const der = readPrivateKey(pem, passphrase).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, keyAlgorithm(algorithm), false, ['sign']);
}

/** Variables of the environment often hold `\n` for the ends of lines. */
function readPrivateKey(pem: string, passphrase: string | undefined): KeyObject {
  const key = pem.replaceAll('\\n', '\n');
  return createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
}

function keyAlgorithm(algorithm: JwtAlgorithm): Parameters<typeof webcrypto.subtle.importKey>[2] {
  const [, namedCurve] = CURVES[algorithm] ?? [];
  if (namedCurve !== undefined) return { name: 'ECDSA', namedCurve };
  if (algorithm === 'EdDSA') return { name: 'Ed25519' };
  const name = algorithm.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5';
  return { name, hash: `SHA-${algorithm.slice(2)}` };
}
