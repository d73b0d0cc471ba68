import { quoted } from '../wording.ts';
import { nextByValue } from './next-by-value.ts';
import type { OffsetOptions } from './offset.ts';
import type { PageAnswer, Paginator } from './paginator.ts';
import type { HeaderCursorSettings } from './settings.ts';
import { placedRequest } from './value-place.ts';

/**
 * The next page by a value of a response header. An empty header ends the walk like an absent one.
 *
 * Source of the behaviour: dlt's HeaderCursorPaginator.
 */
export function headerCursorPages(
  settings: HeaderCursorSettings,
  options: OffsetOptions,
): Paginator {
  const { cursorKey, cursorParam, stopAfterEmptyPage } = settings;
  const advice = `Check that the API knows the parameter \`${cursorParam}\` (\`cursor_param\`).`;
  return nextByValue(
    {
      pointers: [],
      followed: [cursorKey.toLowerCase()],
      stopAfterEmptyPage,
      advice,
      next: ({ answer }) => {
        const cursor = headerText(answer?.headers, cursorKey).trim();
        if (cursor === '') return undefined;
        return {
          request: placedRequest([[{ kind: 'param', name: cursorParam }, cursor]]),
          value: cursor,
          shown: `the cursor ${quoted(cursor)} of the header \`${cursorKey}\``,
        };
      },
    },
    options,
  );
}

/** A header by its name in any case; several of one name as one list. Empty where there is none. */
export function headerText(headers: PageAnswer['headers'] | undefined, name: string): string {
  const value = headers?.[name.toLowerCase()];
  return value === undefined ? '' : typeof value === 'string' ? value : value.join(', ');
}
