import type { Paginator } from '../pagination/paginator.ts';
import { createPageReader, type PageReader } from '../parse/page.ts';
import type { ResourceSettings } from './settings.ts';

/** What reads the pages of a resource. `isResumed`: whether an earlier run read pages of the walk. */
export function createReader(
  settings: ResourceSettings,
  paginator: Paginator,
  isResumed = false,
): PageReader {
  const { errorPointer, looksForErrors, columnForm } = settings;
  return createPageReader({
    resource: settings.name,
    selector: settings.selector,
    keyFields: settings.primaryKey,
    ...(settings.mergeKey === undefined ? {} : { mergeKey: settings.mergeKey }),
    ...(settings.hasLenientKeys === true ? { hasLenientKeys: true } : {}),
    hasEarlierPages: isResumed,
    ...(columnForm === undefined ? {} : { columnForm }),
    envelopePointers: paginator.envelopePointers,
    limits: settings.limits,
    ...(errorPointer === undefined ? {} : { errorPointer }),
    looksForErrors: looksForErrors ?? true,
  });
}
