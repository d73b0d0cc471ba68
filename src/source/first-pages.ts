import { columnFormOf } from '../config/column-form.ts';
import type { ResourcePlan } from '../config/plan.ts';
import { toError } from '../errors.ts';
import { redactError } from '../http/redact-error.ts';
import { parseRow } from '../parse/row-object.ts';
import { type FirstPage, readFirstPage } from '../resource/first-page.ts';
import { bindRequest } from '../resource/request/bind-request.ts';
import { parentValues } from '../resource/request/parent-values.ts';
import { createIncremental } from '../transform/incremental.ts';
import { bindValues } from './bind-values.ts';
import type { SourceUse } from './source-use.ts';

/** What became of the first page of each resource: `no parent row` where there was none to ask with. */
export type FirstPages = ReadonlyMap<string, FirstPage | Error | 'no parent row'>;

/** Asks resources for their first pages, parents before those that depend on them. It does not throw for what the API does. */
export async function firstPages(
  resources: readonly ResourcePlan[],
  use: SourceUse,
): Promise<FirstPages> {
  const pages = new Map<string, FirstPage | Error | 'no parent row'>();
  for (const resource of resources) {
    use.signal.throwIfAborted();
    pages.set(resource.name, await firstPage(resource, pages, use));
  }
  return pages;
}

async function firstPage(
  resource: ResourcePlan,
  pages: FirstPages,
  use: SourceUse,
): Promise<FirstPage | Error | 'no parent row'> {
  try {
    const values = parentOf(resource, pages);
    if (values === 'no parent row') return values;
    const { incremental: settings, name, primaryKey } = resource;
    const columnForm = columnFormOf(resource);
    const incremental =
      settings === undefined
        ? undefined
        : createIncremental(settings, undefined, {
            resource: name,
            keyFields: primaryKey,
            columnForm,
          });
    const request = bindRequest(resource.request, bindValues(values, incremental));
    const { plan, client, clock, signal, onEvent } = use;
    return await readFirstPage(
      {
        ...resource,
        ...request,
        columnForm,
        hasLenientKeys: true,
        retry: plan.retry,
        window: 1,
        verify: 'off',
      },
      { client, clock, signal, onEvent },
    );
  } catch (error) {
    use.signal.throwIfAborted();
    return redactError(toError(error), use.client.redact);
  }
}

function parentOf(
  { parent, name }: ResourcePlan,
  pages: FirstPages,
): ReadonlyMap<string, unknown> | undefined | 'no parent row' {
  if (parent === undefined) return undefined;
  const page = pages.get(parent.resource);
  if (page === undefined || page instanceof Error || page === 'no parent row')
    return 'no parent row';
  for (const text of page.batches.flatMap(({ texts }) => texts)) {
    const values = parentValues(parseRow(text), parent, name);
    if (values !== 'skip') return values;
  }
  return 'no parent row';
}
