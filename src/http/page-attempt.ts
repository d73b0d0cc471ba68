import type { Dispatcher } from 'undici';
import type { Attempt } from './attempt.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { AuthenticatorOf } from './auth/create-authenticator.ts';
import type { HttpRequest, HttpSettings } from './client.ts';
import type { Fail } from './failure.ts';
import type { OriginGuard } from './origin-guard.ts';
import type { RateBudget } from './rate-budget.ts';
import type { LearningRedactor } from './redaction.ts';

/** What all pages of a source share. */
export interface PageContext {
  readonly settings: HttpSettings;
  readonly dispatcher: Dispatcher;
  readonly guard: OriginGuard;
  readonly authenticatorOf: AuthenticatorOf;
  readonly budgetOf: (origin: string) => RateBudget;
  readonly redactor: LearningRedactor;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
}

/** One attempt at one page. */
export interface PageAttempt {
  readonly request: HttpRequest;
  readonly context: PageContext;
  readonly authenticator: Authenticator | undefined;
  readonly attempt: Attempt;
  readonly fail: Fail;
}
