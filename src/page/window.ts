import type { PageRequest } from '../pagination/paginator.ts';
import { toJsonText } from '../parse/json-text.ts';
import { PageInFlight, type PageTools } from './page-in-flight.ts';

/** Keeps in flight the pages that a paginator names, in order. */
export class PageWindow {
  readonly #tools: PageTools;
  #pages: PageInFlight[] = [];
  /** Number of the page that comes next. */
  #nextPage: number;

  constructor(tools: PageTools, firstPage = 1) {
    this.#tools = tools;
    this.#nextPage = firstPage;
  }

  /** Makes the pages in flight those of the plan: keeps what agrees, gives up what does not, asks for the rest. */
  follow(plan: readonly PageRequest[]): void {
    let agreed = 0;
    while (agreed < plan.length && isSame(this.#pages[agreed]?.request, plan[agreed])) agreed++;
    for (const page of this.#pages.splice(agreed)) page.close();
    for (const request of plan.slice(agreed)) {
      this.#pages.push(new PageInFlight(request, this.#nextPage + this.#pages.length, this.#tools));
    }
  }

  /** The next page in order, to be read and closed by the caller. */
  take(): PageInFlight | undefined {
    const page = this.#pages.shift();
    if (page !== undefined) this.#nextPage++;
    return page;
  }

  close(): void {
    for (const page of this.#pages.splice(0)) page.close();
  }
}

function isSame(a: PageRequest | undefined, b: PageRequest | undefined): boolean {
  if (a === undefined || b === undefined || a.url !== b.url) return false;
  const names = Object.keys(a.params);
  if (names.length !== Object.keys(b.params).length) return false;
  if (names.some((name) => a.params[name] !== b.params[name])) return false;
  return (a.body ?? b.body) === undefined || toJsonText(a.body ?? []) === toJsonText(b.body ?? []);
}
