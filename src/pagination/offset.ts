import { SourceError } from '../errors.ts';
import type { PageFacts, PageRequest, PaginationEnd, Paginator } from './paginator.ts';
import { type ToldTotal, type TotalSetting, toldTotal, totalPointers } from './total.ts';

/** The `offset` paginator: how many rows a page is asked for, and under which names. */
export interface OffsetSettings {
  readonly type: 'offset';
  /** Rows asked for at a time. The API may give fewer. */
  readonly limit: number;
  /** The first offset. */
  readonly offset: number;
  readonly offsetParam: string;
  readonly limitParam: string;
  readonly total: TotalSetting;
}

/**
 * Pages by offset. Each page starts behind the last row received, so that neither a limit that the server lowers nor a
 * short page steps over rows; the end is an empty page. The total sizes the window of pages asked for ahead; it never
 * ends the walk by itself.
 */
export function offsetPaginator(settings: OffsetSettings, window: number): Paginator {
  const pointers = totalPointers(settings.total);
  let position = settings.offset;
  let step = settings.limit;
  let lastRowCount = 0;
  let isFirst = true;
  let hasAskedAgain = false;
  let firstTotal: number | undefined;
  let lastTotal: number | undefined;
  const warnings: string[] = [];

  const request = (offset: number): PageRequest => ({
    params: { [settings.offsetParam]: offset, [settings.limitParam]: settings.limit },
  });

  const noteTotal = (told: ToldTotal, page: PageFacts): void => {
    if (told.kind === 'count') {
      if (isFirst) firstTotal = told.count;
      lastTotal = told.count;
      return;
    }
    const mustBeThere = settings.total.written && settings.total.path !== null;
    if (mustBeThere && page.rowCount > 0) throw totalMissing(settings.total, told);
    if (told.kind === 'unusable' && warnings.length === 0) {
      warnings.push(
        `The total at \`${told.pointer}\` is ${told.value}, not a count: it was not used.`,
      );
    }
  };

  const ahead = (): readonly PageRequest[] => {
    const requests = [request(position)];
    // behind the last row there is nothing to be had by asking ahead; without a total the window looks past the end
    const bound = lastTotal ?? Number.POSITIVE_INFINITY;
    for (let i = 1; i < window && position + i * step < bound; i++)
      requests.push(request(position + i * step));
    return requests;
  };

  return {
    envelopePointers: pointers,
    first: () => [request(position)],
    after: (page) => {
      noteTotal(toldTotal(page.envelope, pointers), page);
      isFirst = false;
      if (page.rowCount > 0) {
        hasAskedAgain = false;
        // one short page does not say that the next ones are short too
        if (lastRowCount === 0 || page.rowCount === lastRowCount) step = page.rowCount;
        lastRowCount = page.rowCount;
        position += page.rowCount;
        return ahead();
      }
      // an empty page in front of the total may be a hiccup: it is asked for once more before it is believed
      if (lastTotal !== undefined && lastTotal > position && !hasAskedAgain) {
        hasAskedAgain = true;
        return [request(position)];
      }
      return [];
    },
    end: (): PaginationEnd => ({
      position,
      ...(firstTotal === undefined ? {} : { firstTotal }),
      ...(lastTotal === undefined ? {} : { lastTotal }),
      warnings,
    }),
  };
}

function totalMissing(setting: TotalSetting, told: ToldTotal): SourceError {
  const path = setting.written ? setting.path : null;
  const seen =
    told.kind === 'unusable' ? `holds ${told.value}, which is no count` : 'is not in the body';
  return new SourceError(
    'SOURCE_TOTAL_MISSING',
    `\`total_path\` (${path}) ${seen}. Correct it, leave it out, or set it to null to do without a total.`,
  );
}
