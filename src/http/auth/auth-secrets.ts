import type { AuthSettings, HttpSettings } from '../client.ts';
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
    case 'oauth2_client_credentials': {
      const { clientId, clientSecret, accessToken, requestData } = settings;
      const fields = Object.entries(requestData).filter(([name]) => isCredentialName(name));
      return [clientId, clientSecret, accessToken ?? '', ...fields.map(([, value]) => value)];
    }
    case 'own':
      return [];
  }
}
