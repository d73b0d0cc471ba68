import { SourceError } from '../errors.ts';
import type { FlowItem } from '../model.ts';
import {
  type PageInFlight,
  pageOf,
  type ReadPage,
  type WantedOfPage,
} from '../page/page-in-flight.ts';
import type { JudgedBatch, PassProof } from '../proof/pass-proof.ts';
import type { PassOutput } from './pass-output.ts';

/** A page that was read, and judged as far as it did not leave. */
export interface JudgedPage extends Omit<ReadPage, 'held' | 'answer'> {
  /** How it was answered; undefined if it was left in the middle. */
  readonly answer: ReadPage['answer'] | undefined;
  readonly held: readonly JudgedBatch[];
  /** Whether rows of it have left already, because it is longer than what is held. */
  readonly hasLeft: boolean;
}

/** Reads a page to its end and lets its rows be judged. Rows of one that is longer than what is held leave meanwhile. */
export async function* readJudged(
  page: PageInFlight,
  parts: {
    readonly pass: number;
    readonly wanted: WantedOfPage;
    readonly proof: PassProof;
    readonly output: PassOutput;
  },
): AsyncGenerator<FlowItem, JudgedPage> {
  const { proof, output } = parts;
  const isHead = page.request.role === 'head';
  proof.beginPage();
  output.beginPage();
  let hasLeft = false;
  const items = page.read(parts.pass, parts.wanted);
  try {
    for (;;) {
      const next = await items.next();
      if (next.done) {
        const held = next.value.held.map((batch) => proof.judge(batch));
        return { ...next.value, held, hasLeft };
      }
      const batch = next.value;
      if (batch.kind === 'page_void') {
        proof.restartPage();
        output.undo();
        yield batch;
        continue;
      }
      hasLeft = true;
      const judged = proof.judge(batch);
      yield* output.rows(batch, isHead ? proof.askHead(batch) : proof.askEarly(judged));
      // a long page of the head need not be read beyond a row that did not move
      if (isHead && proof.isAnchored) {
        const end = pageOf(proof.rowCount);
        return { end, answer: undefined, isIgnored: false, held: [], hasLeft };
      }
    }
  } finally {
    page.close();
  }
}

/** How APIs answer for a page that they do not have. */
const RANGE_NOT_SATISFIABLE = 416;
const NO_SUCH_PAGE: ReadonlySet<unknown> = new Set([400, 404, 410, RANGE_NOT_SATISFIABLE, 422]);

/** Whether a status may say that there is no such page. */
export function isNoSuchPage(status: unknown): boolean {
  return NO_SUCH_PAGE.has(status);
}

/** Whether a status says by itself that a page lies behind the last row. */
export function isBeyondRange({ answer }: JudgedPage): boolean {
  return answer?.status === RANGE_NOT_SATISFIABLE;
}

/** Whether an API that failed a page may not have it. */
export function isRefusal(error: unknown): error is SourceError {
  return error instanceof SourceError && isNoSuchPage(error.context['status']);
}

/** An empty page in place of one that the API refused; undefined for any other error. */
export function refusedPage(error: unknown, url: string): JudgedPage | undefined {
  if (!isRefusal(error)) return undefined;
  const answer = { status: Number(error.context['status']), headers: {}, url };
  return { end: pageOf(0), answer, isIgnored: false, held: [], hasLeft: false };
}
