import type { JsonPath } from './json-path.ts';
import type { PageReader, PageSpec } from './page-spec.ts';
import { RowBuilder } from './row-builder.ts';
import { createRowFinder, mustCompile } from './row-finder.ts';
import { streamPage } from './stream-page.ts';
import { readWholePage } from './whole-page.ts';

export type { PagePlace, PageReader, PageSpec, PageSummary, RowSelector } from './page-spec.ts';

/** Different errors beside rows that are told of one walk. */
const MAX_TOLD_ERRORS = 5;

/**
 * A reader over stream-json's tokenizer. It reads one page at a time and remembers the names of the rows' fields, and for
 * `auto` where the rows were found.
 *
 * A page is streamed where plain names lead to its rows. It is read whole, up to `limits.maxWholePageBytes`, where that
 * takes a path, where the rows have not been found yet, and where a path or the tree is asked for.
 *
 * @throws {TypeError} for a path that is none.
 */
export function createPageReader(spec: PageSpec, how: 'fast' | 'by tokens' = 'fast'): PageReader {
  const scans = how === 'fast';
  const builder = new RowBuilder(spec);
  const finder = createRowFinder(spec.selector, spec.resource);
  const toldErrors = new Set<string>();
  let wasFound = spec.hasEarlierPages === true;
  const compiled = new Map<string, JsonPath>();
  const compile = (key: string): JsonPath => {
    const path = compiled.get(key) ?? mustCompile(key);
    compiled.set(key, path);
    return path;
  };
  return async function* (body, place) {
    const { names } = finder;
    const wanted = place.envelopePointers ?? spec.envelopePointers;
    const paths = new Map(
      wanted.filter((key) => key.startsWith('$')).map((key) => [key, compile(key)] as const),
    );
    const end =
      names === undefined || paths.size > 0 || place.needsTree === true
        ? yield* readWholePage({ spec, place, builder, finder, paths, wasFound }, body)
        : yield* streamPage({ spec, names, place, builder, wasFound, scans }, body);
    wasFound = true;
    const { errorBeside } = end;
    if (errorBeside === undefined || toldErrors.has(errorBeside)) return end;
    // an API that says the same beside every page is told once
    if (toldErrors.size < MAX_TOLD_ERRORS) toldErrors.add(errorBeside);
    else return end;
    const { resource } = spec;
    const warning = `${resource}, page ${place.page}: ${errorBeside}. The rows were taken.`;
    return { ...end, warnings: [...end.warnings, warning] };
  };
}
