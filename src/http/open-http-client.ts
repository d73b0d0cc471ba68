import type { Dispatcher } from 'undici';
import type { Clock } from '../model.ts';
import { linkAbort } from './abort.ts';
import { httpSecrets } from './auth/auth-secrets.ts';
import { authOf, createAuthenticators } from './auth/create-authenticator.ts';
import type { HttpClient, HttpSettings } from './client.ts';
import { openDispatcher } from './dispatcher.ts';
import { getPage } from './get-page.ts';
import { createOriginGuard } from './origin-guard.ts';
import type { PageContext } from './page-attempt.ts';
import { type Environment, proxySettings } from './proxy-settings.ts';
import { createRateBudget, type RateBudget } from './rate-budget.ts';
import { createLearningRedactor, type LearningRedactor } from './redaction.ts';
import { createSlots } from './slots.ts';
import { storedText } from './stored-text.ts';

export interface HttpEnvironment {
  /** Sends everything in place of an own agent, and is not closed here. */
  readonly dispatcher?: Dispatcher;
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
  const acquireSlot = createSlots(settings.maxConcurrency);
  const redactor = env.redactor ?? createLearningRedactor(httpSecrets(settings));
  redactor.know(proxy?.secrets ?? []);
  const shared = {
    dispatcher,
    guard: createOriginGuard(settings.origins),
    budgetOf: (origin: string): RateBudget => {
      const { rateLimit, retry } = settings;
      const budget = budgets.get(origin) ?? createRateBudget(rateLimit, env.clock, retry);
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
        return await acquireSlot(link.signal);
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
