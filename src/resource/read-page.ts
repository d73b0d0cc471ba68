import type { Batch } from '../model.ts';
import type { PageAnswer } from '../pagination/paginator.ts';
import { NO_OUTLINE } from '../parse/outline.ts';
import type { PageEnd } from '../parse/page.ts';
import { LastPage, LinkCheck, type PageLink } from './last-page.ts';
import type { JudgedBatch } from './outlet.ts';
import type { PageInFlight, WantedOfPage } from './page-in-flight.ts';
import { RecentKeys } from './recent-keys.ts';

/** A page that is whole. */
export interface WholePage {
  readonly end: PageEnd;
  /** How it was answered; undefined where it was left in the middle. */
  readonly answer: PageAnswer | undefined;
  readonly isIgnored: boolean;
  readonly link: PageLink;
  /** What the next page is compared with, where this one counts. */
  readonly keys: LastPage;
  /** Its rows, as far as they have not left. */
  readonly held: readonly JudgedBatch[];
  /** Whether rows of it have left already, because it is longer than what is held. */
  readonly hasLeft: boolean;
}

/** Where rows of a page go that is longer than what is held. */
export interface PageOutlet {
  leave(judged: JudgedBatch): AsyncIterable<Batch>;
  /** What left of the page is void. */
  undo(): void;
  /** Whether the rest of the page is not wanted; asked while rows leave before it has ended. */
  isEnough(): boolean;
}

/**
 * Reads a page to its end and compares it with the page before. Rows of a page that is longer than what is held leave
 * through `outlet` while it is read.
 */
export async function* readWholePage(
  page: PageInFlight,
  pass: number,
  before: {
    readonly page: LastPage;
    readonly recent: RecentKeys;
    readonly wanted: WantedOfPage;
  },
  outlet: PageOutlet,
): AsyncGenerator<Batch, WholePage> {
  let check = new LinkCheck(before.page, before.recent);
  let keys = new LastPage();
  let hasLeft = false;
  const held: JudgedBatch[] = [];
  const batches = page.read(pass, before.wanted);
  try {
    for (;;) {
      const next = await batches.next();
      if (next.done) return { ...next.value, link: check.link, keys, held, hasLeft };
      const batch = next.value;
      if (batch.restartsPage) {
        check = new LinkCheck(before.page, before.recent);
        keys = new LastPage();
        outlet.undo();
        yield batch;
      }
      const judged = { batch, roles: check.add(batch) };
      keys.add(batch);
      if (!batch.isProvisional) held.push(judged);
      else {
        hasLeft = true;
        yield* outlet.leave(judged);
        if (outlet.isEnough()) {
          const early = { end: endEarly(keys), answer: undefined, isIgnored: false };
          return { ...early, link: check.link, keys, held, hasLeft };
        }
      }
    }
  } finally {
    page.close();
  }
}

/** A page that the API does not have, behind the end that it told. */
export function refusedPage(status: number, url: string): WholePage {
  const keys = new LastPage();
  const { link } = new LinkCheck(new LastPage(), new RecentKeys());
  const answer = { status, headers: {}, url };
  return { end: endEarly(keys), answer, isIgnored: false, link, keys, held: [], hasLeft: false };
}

/** What is known of a page that was left in the middle, or refused. */
function endEarly(keys: LastPage): PageEnd {
  return {
    rowCount: keys.rowCount,
    envelope: new Map(),
    outline: NO_OUTLINE,
    isList: true,
    warnings: [],
  };
}
