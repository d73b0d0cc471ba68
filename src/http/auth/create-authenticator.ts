import type { AuthSettings } from '../client.ts';
import { apiKeyAuth } from './api-key.ts';
import type { Authenticator } from './authenticator.ts';

/** Builds what the settings name. */
export function createAuthenticator(settings: AuthSettings): Authenticator {
  switch (settings.type) {
    case 'api_key':
      return apiKeyAuth(settings);
  }
}
