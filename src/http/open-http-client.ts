import type { Dispatcher } from 'undici';
import type { Clock } from '../model.ts';
import { linkAbort } from './abort.ts';
import { createAuthenticator } from './auth/create-authenticator.ts';
import type { HttpClient, HttpSettings } from './client.ts';
import { openDispatcher } from './dispatcher.ts';
import { getPage, type PageContext } from './get-page.ts';
import { createOriginGuard } from './origin-guard.ts';
import { createRateBudget, type RateBudget } from './rate-budget.ts';
import { createRedactor } from './redaction.ts';
import { createSlots } from './slots.ts';

export interface HttpEnvironment {
  /** Sends everything in place of an own agent, and is not closed here. */
  readonly dispatcher?: Dispatcher;
  readonly clock: Clock;
}

/** Opens the client of one source. */
export function openHttpClient(settings: HttpSettings, env: HttpEnvironment): HttpClient {
  const { dispatcher, close } = openDispatcher(settings, env.dispatcher);
  const closing = new AbortController();
  const budgets = new Map<string, RateBudget>();
  const acquireSlot = createSlots(settings.maxConcurrency);
  const redact = createRedactor(
    settings.auth === undefined ? settings.secrets : [...settings.secrets, settings.auth.apiKey],
  );

  const context: PageContext = {
    settings,
    dispatcher,
    guard: createOriginGuard(settings.origins),
    authenticator: settings.auth && createAuthenticator(settings.auth),
    budgetOf: (origin) => {
      const budget = budgets.get(origin) ?? createRateBudget(settings.rateLimit, env.clock);
      budgets.set(origin, budget);
      return budget;
    },
    redact,
    closing: closing.signal,
  };

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
    redact,
    close: async () => {
      closing.abort(new Error('The HTTP client was closed.'));
      await close();
    },
  };
}
