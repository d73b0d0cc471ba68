import { exactOffsets } from './exact-offsets.ts';
import type { OffsetOptions, OffsetSettings } from './offset.ts';
import { OverlappingOffsets } from './overlapping-offsets.ts';
import type { Paginator } from './paginator.ts';
import { steppedOffsets } from './stepped-offsets.ts';

/** Pages by offset, in the way that the kind of proof asks for. */
export function offsetPaginator(settings: OffsetSettings, options: OffsetOptions): Paginator {
  // where an empty page is no end, rows do not stand at their offsets: nothing can overlap, nor be stepped by
  if (settings.stopAfterEmptyPage === false) return exactOffsets(settings, options);
  switch (options.verify) {
    case 'overlap':
      return new OverlappingOffsets(settings, options);
    case 'off':
      return exactOffsets(settings, options);
    case 'passes':
    case 'total':
      return steppedOffsets(settings, options);
    default:
      return options.verify satisfies never;
  }
}
