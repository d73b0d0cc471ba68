import type { Batch } from '../model.ts';
import { PageInFlight } from '../page/page-in-flight.ts';
import { createReader } from '../page/page-settings.ts';
import { detectionFacts } from '../pagination/auto.ts';
import { createPaginator } from '../pagination/create-paginator.ts';
import { detectPaginator } from '../pagination/detect.ts';
import type { PageStep, PaginationEnd } from '../pagination/paginator.ts';
import type { PaginatorSettings } from '../pagination/settings.ts';
import { locateRows } from '../parse/find-rows.ts';
import {
  accusationOf,
  describeAccusation,
  describePointer,
  describeUntried,
  paginatorWarnings,
  pointersOf,
  witnessRules,
} from '../proof/end-of-walk.ts';
import { type Came, distinctOf } from '../proof/key-count.ts';
import { Witnesses } from '../proof/witnesses.ts';
import { pageRequestOf } from '../request/page-request.ts';
import {
  createCounters,
  locateError,
  type ResourceSettings,
  type WalkEnvironment,
} from './walk-environment.ts';

/** What the first page of a resource looks like. */
export interface FirstPage {
  readonly status: number;
  /** Whether a response action said to ignore it. */
  readonly isIgnored: boolean;
  /** Where the rows are: names, `$` for the body itself. */
  readonly selector: string;
  readonly rows: number;
  /** Rows whose key stands on the page already. */
  readonly repeatedKeys: number;
  /** The paginator that is configured, or the one that was recognised. */
  readonly paginator: PaginatorSettings;
  /** The rows that the collection holds, as the API tells. */
  readonly total: number | undefined;
  /** Whether another page would be asked for. */
  readonly hasNext: boolean;
  /** What the paginator has to say of it. */
  readonly warnings: readonly string[];
  readonly batches: readonly Batch[];
}

/**
 * Asks for the first page of a resource, and for nothing else. Retries are made as in a walk.
 *
 * @throws {SluiceError} what a walk would have failed with.
 */
export async function readFirstPage(
  settings: ResourceSettings,
  environment: WalkEnvironment,
): Promise<FirstPage> {
  const paginator = createPaginator(settings.paginator, { verify: 'off', window: 1 });
  const request = paginator.first()[0];
  if (request === undefined) throw new TypeError('a paginator asks for no first page');
  const readPage = createReader(settings, paginator);
  const counters = createCounters();
  const page = new PageInFlight(request, 1, { ...environment, settings, readPage, counters });
  const batches: Batch[] = [];
  try {
    // the whole body tells where the rows are, and how the API pages
    const read = page.read(1, {
      needsTree: settings.selector === 'auto' || paginator.needsTree === true,
    });
    let step = await read.next();
    for (; !step.done; step = await read.next()) {
      if (step.value.kind === 'page_void') batches.length = 0;
      else batches.push(step.value);
    }
    const { end, answer, isIgnored, held } = step.value;
    batches.push(...held);
    const witnesses = new Witnesses(witnessRules(settings));
    const response = {
      ...answer,
      ...end,
      page: 1,
      url: () => pageRequestOf(settings, request).url,
    };
    witnesses.note(response);
    const facts = {
      ...{ rowCount: end.rowCount, envelope: end.envelope, outline: end.outline },
      ...{ told: witnesses.totals.told, toldSurely: witnesses.totals.toldSurely, request, answer },
      ...{ ...UNLINKED, ahead: end.rowCount },
    };
    // as in a walk: no page follows a response that was ignored
    const { next, isEndTold } = isIgnored ? IGNORED : paginator.after(facts);
    witnesses.more.noteLast(response, isEndTold);
    const keys = batches.flatMap((batch) => batch.keys).filter((key) => key !== undefined);
    const tree = answer.body?.tree;
    const told = detectionFacts(facts);
    const came = cameOf(settings, batches);
    const { skipped } = paginator.end();
    const received = { distinct: distinctOf(came), skipped, isSingle: false, isProved: false };
    const isBelowTotal = witnesses.totals.against(received) !== undefined;
    return {
      status: answer.status,
      isIgnored,
      selector: selectorText(settings, tree),
      rows: end.rowCount,
      repeatedKeys: keys.length - new Set(keys).size,
      paginator:
        settings.paginator.type === 'auto' && told !== undefined
          ? detectPaginator(told)
          : settings.paginator,
      total: witnesses.totals.last,
      // what a look behind the end is for does not follow, unless a total says that it does
      hasNext: next.length > 0 && (!witnesses.more.isEndTold || isBelowTotal),
      // if another page follows, this one is not the end, and nothing that is said of an end is so
      warnings: [
        ...end.warnings,
        ...(isIgnored || next.length > 0
          ? []
          : endWarnings(settings, witnesses, paginator.end(), came)),
      ],
      batches,
    };
  } catch (error) {
    throw locateError(error, settings.name, 1);
  } finally {
    page.close();
  }
}

/** What a walk would say if it ended with its first page. */
function endWarnings(
  settings: ResourceSettings,
  witnesses: Witnesses,
  end: PaginationEnd,
  came: Came,
): readonly string[] {
  const { skipped, isSinglePage: isSingle } = end;
  const received = { distinct: distinctOf(came), skipped, isSingle, isProved: false };
  const pointers = pointersOf(witnesses, end, received);
  const sure = pointers.find(({ trial }) => trial === undefined);
  const against = accusationOf(witnesses, end, received) ?? (sure && describePointer(sure));
  const said = paginatorWarnings(settings, end);
  if (against === undefined) return [...said, ...describeUntried(settings, pointers)];
  return [...said, describeAccusation(settings, against, { came, end })];
}

function cameOf({ primaryKey }: ResourceSettings, batches: readonly Batch[]): Came {
  const rows = batches.reduce((sum, { texts }) => sum + texts.length, 0);
  const none = { keys: 0, leftOut: 0, rows, isByRows: false };
  if (primaryKey.length === 0) return { ...none, keyless: rows };
  const keys = new Set(batches.flatMap((batch) => batch.keys));
  const keyless = new Set(
    batches.flatMap(({ texts, keys: own }) => texts.filter((_, i) => own[i] === undefined)),
  );
  keys.delete(undefined);
  return { ...none, keys: keys.size, keyless: keyless.size };
}

const IGNORED: PageStep = { takes: false, next: [] };
const UNLINKED = { shared: 0, repeats: false, isAnchored: false } as const;

function selectorText(
  { selector, name }: ResourceSettings,
  tree: Parameters<typeof locateRows>[0] | undefined,
): string {
  if (selector === 'auto')
    return tree === undefined ? '$' : locateRows(tree, name).names.join('.') || '$';
  return 'path' in selector ? selector.path : selector.join('.') || '$';
}
