import type { AuthSettings, HttpSettings, OAuthSettings } from '../client.ts';
import { isCredentialName, secretParts } from '../credentials.ts';
import { basicPair } from './http-basic.ts';

/** The secrets of a source that its configuration holds. */
export function httpSecrets({ secrets, auth, resourceAuth = {} }: HttpSettings): readonly string[] {
  const all = [auth, ...Object.values(resourceAuth)];
  return [...secrets, ...all.flatMap((one) => (one == null ? [] : authSecrets(one)))];
}

/**
 * What must never be in a message. User names and client ids are in it: with many APIs the key itself is sent as the
 * user name. A single character is none, but what such an API takes for the password.
 */
export function authSecrets(settings: AuthSettings): readonly string[] {
  return valuesOf(settings).filter((value) => value.length > 1);
}

function tokenSecrets(settings: OAuthSettings): readonly string[] {
  const { clientId, clientSecret = '', accessToken = '', requestData, requestHeaders } = settings;
  const fields = Object.entries({ ...requestData, ...requestHeaders }).filter(([name]) =>
    isCredentialName(name),
  );
  // as the header carries it
  const pair =
    settings.authMethod === 'client_secret_basic'
      ? Buffer.from(`${formText(clientId)}:${formText(clientSecret)}`).toString('base64')
      : '';
  return [clientId, clientSecret, accessToken, pair, ...fields.map(([, value]) => value)];
}

/** Form encoding as RFC 6749, appendix B has it, which escapes all but letters and digits. */
function formText(text: string): string {
  return encodeURIComponent(text)
    .replace(/[-_.!~*'()]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function valuesOf(settings: AuthSettings): readonly string[] {
  switch (settings.type) {
    case 'api_key':
      // It may come with its scheme, as `Bearer …` in the header `Authorization`.
      return [settings.apiKey, ...secretParts(settings.apiKey)];
    case 'bearer':
      return [settings.token];
    case 'http_basic': {
      const { username, password } = settings;
      // Base64 of the pair is something else than base64 of its parts.
      return [username, password, basicPair(settings)];
    }
    case 'oauth2_client_credentials':
      return tokenSecrets(settings);
    case 'oauth2_refresh_token':
      return [...tokenSecrets(settings), settings.refreshToken];
    case 'oauth2_jwt_bearer': {
      const { privateKey, passphrase = '' } = settings;
      // lines of the key are in it as well: an error may show one of them
      const lines = privateKey.split(/\\n|\n/).filter((line) => !/^(?:-----.*|\s*)$/.test(line));
      return [...tokenSecrets(settings), privateKey, passphrase, ...lines];
    }
    case 'own':
      return [];
  }
}
