import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Clock } from '../model.ts';
import { linkAbort } from './abort.ts';
import { isPair } from './auth/api-key.ts';
import { httpSecrets } from './auth/auth-secrets.ts';
import { authOf, createAuthenticators } from './auth/create-authenticator.ts';
import type { ApiKeySettings, AuthSettings, HttpClient, HttpSettings } from './client.ts';
import { getPage } from './get-page.ts';
import { createOriginGuard } from './origin-guard.ts';
import type { PageContext } from './page-attempt.ts';
import { type Environment, type ProxySettings, proxySettings } from './proxy-settings.ts';
import { createRateBudget, type RateBudget } from './rate-budget.ts';
import { createLearningRedactor, type LearningRedactor, MASK, type Redact } from './redaction.ts';
import { createSlots } from './slots.ts';

const MAX_SPARE_CONNECTIONS = 8;

interface HttpEnvironment {
  /** Sends everything in place of an own agent, and is not closed here. */
  readonly dispatcher?: Dispatcher | undefined;
  readonly clock: Clock;
  /** Where an own agent finds `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. Default: no proxy. */
  readonly env?: Environment;
  /** Knows the secrets, and those that come up. Default: one of this client. */
  readonly redactor?: LearningRedactor;
}

/** Opens the client of one source. */
export function openHttpClient(settings: HttpSettings, env: HttpEnvironment): HttpClient {
  const proxy = proxySettings(env.env);
  const { dispatcher, close } = openDispatcher(settings, env.dispatcher, proxy);
  const closing = new AbortController();
  const budgets = new Map<string, RateBudget>();
  const slots = createSlots(settings.maxConcurrency);
  const redactor = env.redactor ?? createLearningRedactor(httpSecrets(settings));
  redactor.know(proxy?.secrets ?? []);
  const shared = {
    dispatcher,
    guard: createOriginGuard(settings.origins),
    budgetOf: (origin: string): RateBudget => {
      const { rateLimit, retry } = settings;
      const budget = budgets.get(origin) ?? createRateBudget(rateLimit, env.clock, retry, slots);
      budgets.set(origin, budget);
      return budget;
    },
    redactor,
    closing: closing.signal,
  };
  const { timeout, retry } = settings;
  const tokenTools = { ...shared, timeout, retry, clock: env.clock };
  const authenticatorOf = createAuthenticators(settings, tokenTools);
  const context: PageContext = { ...shared, settings, authenticatorOf };

  return {
    acquire: async (signal) => {
      const link = linkAbort([signal, closing.signal]);
      try {
        return await slots.acquire(link.signal);
      } finally {
        link.unlink();
      }
    },
    send: (request) => getPage(request, context),
    redact: redactor.redact,
    toStored: (resource, text) => storedText(text, authOf(settings, resource), redactor.redact),
    close: async () => {
      closing.abort(new Error('The HTTP client was closed.'));
      await close();
    },
  };
}

/** The dispatcher that requests go through, and what closes it. */
interface OpenDispatcher {
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

/** One that was given belongs to its giver, who closes it; it goes before any proxy. */
function openDispatcher(
  settings: Pick<HttpSettings, 'maxConcurrency' | 'timeout'>,
  given: Dispatcher | undefined,
  proxy: ProxySettings | undefined,
): OpenDispatcher {
  if (given !== undefined) return { dispatcher: given, close: async () => {} };
  const connect = { timeout: settings.timeout.connectMs };
  // undici takes a connection again only a turn of the event loop after its response. Without spare ones the requests of a
  // window would go out together from then on, and the work on their responses would add up to the time of each round.
  const spare = Math.min(settings.maxConcurrency - 1, MAX_SPARE_CONNECTIONS);
  const options = { pipelining: 1, connections: settings.maxConcurrency + spare, connect };
  const agent =
    proxy === undefined
      ? new Agent(options)
      : new EnvHttpProxyAgent({
          ...options,
          httpProxy: proxy.httpProxy,
          httpsProxy: proxy.httpsProxy,
          noProxy: proxy.noProxy,
          // Most proxies let nobody tunnel to anything but TLS.
          proxyTunnel: false,
          requestTls: connect,
          proxyTls: connect,
        });
  // Not `close`, which would wait for bodies that nobody reads any more.
  return { dispatcher: agent, close: () => agent.destroy() };
}

/**
 * A text as it may be written down and sent again later. The key that goes into the query of each request anyway is
 * masked there. Undefined where another secret stands in it: with a mask in its place another page would be asked for.
 */
export function storedText(
  text: string,
  auth: AuthSettings | null | undefined,
  redact: Redact,
): string | undefined {
  const isInQuery = auth?.type === 'api_key' && auth.location === 'query';
  const masked = isInQuery ? maskPairs(text, auth) : text;
  return redact(masked) === masked ? masked : undefined;
}

function maskPairs(text: string, { name, apiKey }: ApiKeySettings): string {
  return text.replace(/([?&])([^?&#]*)/g, (all, mark: string, pair: string) =>
    isPair(pair, name, apiKey) ? `${mark}${encodeURIComponent(name)}=${MASK}` : all,
  );
}
