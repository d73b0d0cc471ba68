import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createSource, type RestApiSource } from '../../src/source/rest-api-source.ts';
import { fakeClock } from './fake-clock.ts';
import { readAll } from './family-suite.ts';
import { serve, type TestServer } from './http-server.ts';

export interface Asked {
  readonly form: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface TokenApi extends TestServer {
  /** The token requests. */
  readonly asked: Asked[];
  /** Tokens that pages take. */
  good: string;
}

/** Gives tokens `token-1` and so on; `answer` says what else is in an answer, or that it is refused. */
export async function serveTokens(answer: (nth: number) => object = () => ({})): Promise<TokenApi> {
  const asked: Asked[] = [];
  const server = await serve(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url !== '/token') {
      const isGood = request.headers.authorization === `Bearer ${api.good}`;
      response.writeHead(isGood ? 200 : 401).end(isGood ? '[{"id":1}]' : '{}');
      return;
    }
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const nth = asked.push({ form, headers: request.headers });
    api.good = `canary-token-${nth}`;
    const more = answer(nth);
    const status = 'error' in more ? 400 : 200;
    response.writeHead(status).end(JSON.stringify({ access_token: api.good, ...more }));
  });
  const api: TokenApi = Object.assign(server, { asked, good: '' });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return api;
}

/** A source of one page, whose client has an authentication with the token URL of the API. */
export function sourceOf(api: Pick<TokenApi, 'origin'>, auth: object): RestApiSource {
  const client = {
    base_url: api.origin,
    auth: { access_token_url: `${api.origin}/token`, client_id: 'my client', ...auth },
    paginator: 'single_page',
  };
  const config = { client, resources: [{ name: 'items', endpoint: { data_selector: '$' } }] };
  return createSource(config as never, { env: {} }, fakeClock());
}

/** The rows of that page. */
export const readPage = async (api: TokenApi, auth: object): Promise<readonly unknown[]> =>
  (await readAll(sourceOf(api, auth), 'items')).rows;
