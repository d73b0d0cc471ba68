import { MockAgent } from 'undici';
import type { AuthCall } from '../../src/http/auth/authenticator.ts';
import type { TokenTools } from '../../src/http/auth/request-token.ts';
import { createFail } from '../../src/http/failure.ts';
import { createOriginGuard } from '../../src/http/origin-guard.ts';
import { createRateBudget } from '../../src/http/rate-budget.ts';
import { createLearningRedactor } from '../../src/http/redaction.ts';
import { fakeClock } from './fake-clock.ts';

/** What authenticators work with that ask nobody: no request can leave. */
export function authTools(...origins: string[]): TokenTools {
  const clock = fakeClock();
  const dispatcher = new MockAgent();
  dispatcher.disableNetConnect();
  return {
    timeout: { connectMs: 1_000, idleMs: 1_000, totalMs: 1_000 },
    dispatcher,
    guard: createOriginGuard(origins),
    budgetOf: () => createRateBudget(undefined, clock),
    redactor: createLearningRedactor([]),
    clock,
    closing: new AbortController().signal,
  };
}

/** A call for page 1 of `contacts`. */
export function authCall(): AuthCall {
  const place = { resource: 'contacts', page: 1, url: 'https://api.test/a' };
  return { fail: createFail(place, (text) => text), signal: new AbortController().signal };
}
