import type { JsonPath } from './json-path.ts';
import type { PageReader, PageSpec } from './page-spec.ts';
import { RowBuilder } from './row-builder.ts';
import { createRowFinder, mustCompile } from './row-finder.ts';
import { streamPage } from './stream-page.ts';
import { readWholePage } from './whole-page.ts';

export type { PageEnd, PagePlace, PageReader, PageSpec, RowSelector } from './page-spec.ts';

/**
 * A reader over stream-json's tokenizer. It reads one page at a time and remembers the names of the rows' fields, and for
 * `auto` where the rows were found.
 *
 * A page is streamed where plain names lead to its rows. It is read whole, up to `limits.maxWholePageBytes`, where that
 * takes a path, where the rows have not been found yet, and where a path or the tree is asked for.
 *
 * @throws {TypeError} for a path that is none.
 */
export function createPageReader(spec: PageSpec): PageReader {
  const builder = new RowBuilder(spec);
  const finder = createRowFinder(spec.selector, spec.resource);
  const compiled = new Map<string, JsonPath>();
  const compile = (key: string): JsonPath => {
    const path = compiled.get(key) ?? mustCompile(key);
    compiled.set(key, path);
    return path;
  };
  return (body, place) => {
    const { names } = finder;
    const wanted = place.envelopePointers ?? spec.envelopePointers;
    const paths = new Map(
      wanted.filter((key) => key.startsWith('$')).map((key) => [key, compile(key)] as const),
    );
    return names === undefined || paths.size > 0 || place.needsTree === true
      ? readWholePage({ spec, place, builder, finder, paths }, body)
      : streamPage({ spec, names, place, builder }, body);
  };
}
