import { charactersOf, pageVoid } from '../batch.ts';
import { SluiceError, SourceError } from '../errors.ts';
import type { SluiceEvent } from '../events.ts';
import { failpoint } from '../failpoint.ts';
import { type LinkedAbort, linkAbort } from '../http/abort.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { retryDelayMs, shouldRetry } from '../http/retry.ts';
import type { Wait } from '../http/wait.ts';
import type { Batch, Clock, PageVoid } from '../model.ts';
import type { AskedFacts, PageAnswer, PageRequest } from '../pagination/paginator.ts';
import { NO_OUTLINE } from '../parse/outline.ts';
import type { PagePlace, PageReader, PageSummary } from '../parse/page.ts';
import { pageBody } from '../parse/page-body.ts';
import { pageRequestOf } from '../request/page-request.ts';
import type { PageSettings } from './page-settings.ts';
import { considerPause, isTooLong, whyOf } from './pause.ts';
import { SentComparison, SentRows } from './resend.ts';

/** Row text that is held until its page has ended; the rows of a longer page leave before that. */
const HOLD_CHARACTERS = 4 * 1024 * 1024;

/** What a page in flight works with; the same for all pages of a walk. */
export interface PageTools {
  readonly settings: PageSettings;
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly readPage: PageReader;
  readonly signal: AbortSignal;
  readonly onEvent: (event: SluiceEvent) => void;
  readonly deadlineAt?: number | undefined;
  readonly counters: PageCounters;
  /** Whether a page that is too much for the API may be asked for in smaller pieces. Default: false. */
  readonly canShrink?: () => boolean;
}

/** Attempts at a page that is too much for the API, before a smaller one is asked for. */
const SHRINKING_ATTEMPTS = 2;

/** Counts that go up while pages are in flight. */
export interface PageCounters {
  requests: number;
  retries: number;
  /** Whether rows that had left were sent again, because another attempt at their page differed. */
  hasResent: boolean;
}

/** What of a page is wanted besides its rows. */
export type WantedOfPage = Pick<PagePlace, 'needsTree' | 'envelopePointers'>;

/** A page that was read to its end. */
export interface ReadPage {
  readonly end: PageSummary;
  readonly answer: PageAnswer;
  /** Whether a response action said that it is to be ignored: nothing comes behind it. */
  readonly isIgnored: boolean;
  /** Its rows, unless they left before its end. */
  readonly held: readonly Batch[];
}

/** What is known of a page of which only the number of rows is. */
export const pageOf = (rowCount: number): PageSummary => ({
  rowCount,
  envelope: new Map(),
  outline: NO_OUTLINE,
  isList: true,
  warnings: [],
});

const NOT_WANTED = new DOMException('The page is not wanted any more', 'AbortError');

/** The other attempt does not begin with the rows that were sent: it must be sent whole. */
class DiffersFromSent extends Error {}

/**
 * One page, from its request to its last row. It is asked for when it is made; its rows are parsed only when they are
 * read, and until then the socket holds them back. It keeps its place among the source's pages in flight until it has
 * been read, also through its retries: a page that gave up its place while pages behind it hold theirs could wait for
 * ever.
 */
export class PageInFlight {
  readonly request: PageRequest;
  readonly number: number;
  readonly #tools: PageTools;
  readonly #abort: LinkedAbort;
  #attempt = 1;
  #release: (() => void) | undefined;
  #response: HttpResponse | undefined;
  #opening: Promise<HttpResponse>;

  constructor(request: PageRequest, number: number, tools: PageTools) {
    this.request = request;
    this.number = number;
    this.#tools = tools;
    this.#abort = linkAbort([tools.signal]);
    this.#opening = this.#open();
    // whoever reads the page meets the error; a page that nobody reads any more must not end the process
    this.#opening.catch(() => {});
  }

  /** Gives the page up, or lets go of what it held once it was read. */
  close(): void {
    this.#abort.abort(NOT_WANTED);
    this.#abort.unlink();
    this.#response?.body.destroy();
    this.#release?.();
    this.#release = undefined;
  }

  /**
   * The rows of the page, once. Those of a page that is not longer than what is held come with its end. Those of a longer
   * page leave before; if it fails for good, what was sent of it is void.
   */
  async *read(pass: number, wanted: WantedOfPage = {}): AsyncGenerator<Batch | PageVoid, ReadPage> {
    const sent = new SentRows();
    let hasLeft = false;
    let mustRestart = false;
    for (;;) {
      try {
        const response = await this.#opening;
        return yield* this.#readAttempt(response, { pass, ...wanted }, sent, mustRestart);
      } catch (error) {
        this.#response?.body.destroy();
        hasLeft ||= sent.count > 0;
        const final = await this.#recover(error, sent);
        if (final !== undefined) {
          if (hasLeft) yield pageVoid({ pass, page: this.number }, false);
          throw final;
        }
        mustRestart ||= error instanceof DiffersFromSent;
        this.#reopen();
      }
    }
  }

  /** Makes ready for another attempt. Returns the error with which the page fails, if there is to be none. */
  async #recover(error: unknown, sent: SentRows): Promise<unknown> {
    if (error instanceof DiffersFromSent) {
      sent.clear();
      this.#tools.counters.hasResent = true;
      return undefined;
    }
    if (this.#isFinal(error)) return error;
    return this.#backOff(error).then(
      () => undefined,
      (final: unknown) => final,
    );
  }

  async *#readAttempt(
    response: HttpResponse,
    { pass, ...wanted }: { readonly pass: number } & WantedOfPage,
    sent: SentRows,
    mustRestart: boolean,
  ): AsyncGenerator<Batch | PageVoid, ReadPage> {
    const isIgnored = response.isIgnored === true;
    if (isIgnored || response.status === 204) {
      response.body.destroy();
      if (sent.count > 0) yield pageVoid({ pass, page: this.number }, false);
      return { end: pageOf(0), answer: this.#answer(response), isIgnored, held: [] };
    }
    const place = { pass, page: this.number, ...wanted, ...textOf(response) };
    const rows = this.#tools.readPage(response.body, place);
    const comparison = sent.count > 0 ? new SentComparison(sent) : undefined;
    const held: Batch[] = [];
    let heldCharacters = 0;
    let mustVoid = mustRestart && sent.count === 0;
    for (;;) {
      const next = await rows.next();
      if (next.done) {
        if (comparison?.isDone === false) throw new DiffersFromSent();
        if (mustVoid) yield pageVoid(place, true);
        return { end: next.value, answer: this.#answer(response, next.value), isIgnored, held };
      }
      const rest = comparison === undefined ? next.value : comparison.skip(next.value);
      if (rest === undefined) throw new DiffersFromSent();
      if (rest.texts.length === 0) continue;
      held.push(rest);
      heldCharacters += charactersOf(rest);
      if (heldCharacters < HOLD_CHARACTERS && sent.count === 0) continue;
      if (mustVoid) yield pageVoid(place, true);
      mustVoid = false;
      for (const batch of held.splice(0)) {
        yield { ...batch, isProvisional: true };
        sent.add(batch);
      }
    }
  }

  #answer({ status, headers }: HttpResponse, end?: PageSummary): PageAnswer {
    const { settings } = this.#tools;
    return {
      status,
      headers,
      url: this.request.url ?? settings.url,
      asked: askedOf(settings),
      body: end?.tree === undefined ? undefined : pageBody(end.tree),
    };
  }

  async #open(): Promise<HttpResponse> {
    const { client, settings, counters } = this.#tools;
    await this.#takePlace(client);
    for (;;) {
      try {
        failpoint('request.before');
        this.#response = await client.send({
          resource: settings.name,
          page: this.number,
          ...pageRequestOf(settings, this.request),
          headers: settings.headers,
          actions: settings.actions,
          signal: this.#abort.signal,
          onSend: () => {
            counters.requests++;
          },
          onWait: (wait) => this.#consider(wait),
        });
        if (this.#abort.signal.aborted) this.#response.body.destroy();
        failpoint('request.after');
        return this.#response;
      } catch (error) {
        if (this.#isFinal(error)) throw error;
        await this.#backOff(error);
      }
    }
  }

  /** A page that was closed while it waited gives its place back at once. */
  async #takePlace(client: HttpClient): Promise<void> {
    if (this.#release !== undefined) return;
    const release = await client.acquire(this.#abort.signal);
    if (this.#abort.signal.aborted) {
      release();
      throw this.#abort.signal.reason;
    }
    this.#release = release;
  }

  #reopen(): void {
    this.#opening = this.#open();
    this.#opening.catch(() => {});
  }

  #isFinal(error: unknown): boolean {
    if (this.#abort.signal.aborted || !(error instanceof SluiceError)) return true;
    // too long a pause is not a failure of the page, whatever attempt it was
    if (error.retryable && isTooLong(error.retryAfterMs, this.#tools.settings)) return false;
    const { settings, canShrink } = this.#tools;
    const isTried = this.#attempt >= SHRINKING_ATTEMPTS || !error.retryable;
    if (isTried && isTooMuch(error) && canShrink?.() === true) return true;
    return !shouldRetry(error, this.#attempt, settings.retry);
  }

  #consider(wait: Wait, cause?: unknown): void {
    considerPause(wait, { ...this.#tools, page: this.number }, cause);
  }

  /** Waits before another attempt. */
  async #backOff(error: unknown): Promise<void> {
    const { settings, clock, onEvent, counters } = this.#tools;
    const retryAfterMs = error instanceof SluiceError ? error.retryAfterMs : undefined;
    const failure = {
      attempt: this.#attempt,
      retryAfterMs,
    };
    const waitMs = retryDelayMs(failure, settings.retry, () => clock.random());
    this.#consider({ ms: waitMs, isAsked: retryAfterMs !== undefined, why: whyOf(error) }, error);
    counters.retries++;
    onEvent({
      type: 'retry',
      resource: settings.name,
      page: this.number,
      attempt: this.#attempt,
      waitMs: Math.round(waitMs),
      message: error instanceof Error ? error.message : String(error),
    });
    this.#attempt++;
    await clock.sleep(waitMs, this.#abort.signal);
  }
}

/** Whether a page was too large, or took too long, for the API or a proxy in front of it. */
export function isTooMuch(error: unknown): error is SourceError {
  if (!(error instanceof SourceError)) return false;
  const { status } = error.context;
  return error.code === 'SOURCE_TIMEOUT' || status === 413 || status === 504;
}

/** What a resource asks for by itself: the query of its path, its parameters, its JSON body. */
function askedOf(settings: PageSettings): AskedFacts {
  const known = asked.get(settings) ?? askedBy(settings);
  asked.set(settings, known);
  return known;
}

/** All pages of a walk ask for the same. */
const asked = new WeakMap<PageSettings, AskedFacts>();

function askedBy({ url, params, body }: PageSettings): AskedFacts {
  const written = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return {
    params: [...written, ...params],
    ...(body?.kind === 'json' ? { body: body.value } : {}),
  };
}

function textOf({ headers, charset }: HttpResponse): Pick<PagePlace, 'contentType' | 'charset'> {
  const value = headers['content-type'];
  return {
    ...(typeof value === 'string' ? { contentType: value } : {}),
    charset,
  };
}
