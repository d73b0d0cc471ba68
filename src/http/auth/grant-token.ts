import * as oauth from 'oauth4webapi';
import type { JwtBearerSettings, OAuthSettings, TokenRequestSettings } from '../client.ts';
import { signingKey } from './private-key.ts';

/** What a token request goes through. */
export interface TokenWire {
  readonly url: URL;
  readonly send: (form: URLSearchParams, headers: Record<string, string>) => Promise<Response>;
  /** Told of secrets that are made on the way. */
  readonly learn: (secret: string) => void;
}

/** Some servers write a name of their own for the same thing. */
const TOKEN_TYPES = { bearertoken: () => {} };

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** How long an assertion is good: clocks may differ by minutes. */
const ASSERTION_SECONDS = 300;

/** Asks for a token in the way of the settings, and reads the response. */
export async function grantToken(
  settings: OAuthSettings,
  { url, send, learn }: TokenWire,
): Promise<oauth.TokenEndpointResponse> {
  const server = { issuer: url.origin, token_endpoint: url.href };
  const client = { client_id: settings.clientId };
  const authenticate = authentication(settings);
  const options = {
    // Which origins are asked, and how, is for the configuration to say.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: (
      _url: string,
      { body, headers }: oauth.CustomFetchOptions<'POST', URLSearchParams>,
    ) => send(body, headers),
  };
  const types = { recognizedTokenTypes: TOKEN_TYPES };
  switch (settings.type) {
    case 'oauth2_client_credentials': {
      const asked = oauth.clientCredentialsGrantRequest(server, client, authenticate, {}, options);
      return oauth.processClientCredentialsResponse(server, client, await asked, types);
    }
    case 'oauth2_refresh_token': {
      const { refreshToken } = settings;
      const asked = oauth.refreshTokenGrantRequest(
        server,
        client,
        authenticate,
        refreshToken,
        options,
      );
      return oauth.processRefreshTokenResponse(server, client, await asked, types);
    }
    case 'oauth2_jwt_bearer': {
      const assertion = await signAssertion(settings, server);
      learn(assertion);
      const asked = oauth.genericTokenEndpointRequest(
        server,
        client,
        authenticate,
        JWT_BEARER,
        { assertion },
        options,
      );
      return oauth.processGenericTokenEndpointResponse(server, client, await asked, types);
    }
  }
}

/** Who asks, and then what the configuration lays over the form and the headers. */
function authentication(settings: OAuthSettings): oauth.ClientAuth {
  const client = clientAuth(settings);
  return async (server, who, form, headers) => {
    await client(server, who, form, headers);
    for (const [name, value] of Object.entries(settings.requestData)) form.set(name, value);
    for (const [name, value] of Object.entries(settings.requestHeaders ?? {})) {
      headers.set(name, value);
    }
  };
}

/** An assertion tells by itself whose it is. */
function clientAuth({
  clientSecret: secret,
  authMethod,
  type,
}: TokenRequestSettings & Pick<OAuthSettings, 'type'>): oauth.ClientAuth {
  if (secret === undefined) return type === 'oauth2_jwt_bearer' ? () => {} : oauth.None();
  return authMethod === 'client_secret_basic'
    ? oauth.ClientSecretBasic(secret)
    : oauth.ClientSecretPost(secret);
}

/** The library signs assertions that say who the client is; one that asks for a token is the same with other claims. */
async function signAssertion(
  settings: JwtBearerSettings,
  server: oauth.AuthorizationServer,
): Promise<string> {
  const { privateKey, passphrase, algorithm, keyId, claims, clientId } = settings;
  const key = await signingKey(privateKey, passphrase, algorithm);
  const sign = oauth.PrivateKeyJwt(
    { key, ...(keyId === undefined ? {} : { kid: keyId }) },
    {
      [oauth.modifyAssertion]: (_header, payload) => {
        // a server whose clock is behind would refuse it
        delete payload['nbf'];
        const { iat } = payload;
        Object.assign(payload, { exp: Number(iat) + ASSERTION_SECONDS }, claims);
      },
    },
  );
  const form = new URLSearchParams();
  await sign(server, { client_id: clientId }, form, new Headers());
  return form.get('client_assertion') ?? '';
}
