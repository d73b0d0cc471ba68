import type { SampleApi } from '../../fixtures/api/sample-api.ts';
import type { SluiceEvent } from '../../src/events.ts';
import { openHttpClient } from '../../src/http/open-http-client.ts';
import type { Batch, Clock } from '../../src/model.ts';
import { DEFAULT_LIMITS } from '../../src/parse/limits.ts';
import type { ResourceSettings } from '../../src/resource/settings.ts';
import { createCounters, type WalkCounters, type WalkEnd, walk } from '../../src/resource/walk.ts';
import { fakeClock } from './fake-clock.ts';
import { httpSettings } from './http-settings.ts';

export interface WalkRun {
  readonly batches: readonly Batch[];
  readonly ids: readonly string[];
  readonly end: WalkEnd;
  readonly counters: WalkCounters;
  readonly events: readonly SluiceEvent[];
}

export interface WalkChanges {
  readonly settings?: Partial<ResourceSettings>;
  readonly limit?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly onBatch?: (batch: Batch) => void;
}

/** Walks the contacts of a sample API, as `sync` would; back-off takes no time. */
export async function runWalk(api: SampleApi, changes: WalkChanges = {}): Promise<WalkRun> {
  const { clock = fakeClock(), signal = new AbortController().signal, limit = 20 } = changes;
  const total = { written: false } as const;
  const settings: ResourceSettings = {
    name: 'contacts',
    url: `${api.url}/contacts`,
    params: [],
    headers: { 'Api-Token': api.token },
    paginator: {
      type: 'offset',
      limit,
      offset: 0,
      offsetParam: 'offset',
      limitParam: 'limit',
      total,
    },
    selector: ['contacts'],
    primaryKey: ['id'],
    limits: DEFAULT_LIMITS,
    retry: { attempts: 5, baseMs: 1000, capMs: 30_000 },
    window: 4,
    ...changes.settings,
  };
  const http = httpSettings(new URL(api.url).origin, { maxConcurrency: settings.window });
  const client = openHttpClient({ ...http, maxPageBytes: 1024 ** 3 }, { clock });
  const events: SluiceEvent[] = [];
  const counters = createCounters();
  const environment = {
    client,
    clock,
    signal,
    onEvent: (event: SluiceEvent) => events.push(event),
  };
  const batches: Batch[] = [];
  try {
    const walked = walk(settings, environment, counters);
    for (;;) {
      const next = await walked.next();
      if (next.done) {
        const ids = batches.flatMap((batch) => batch.keys.map(String));
        return { batches, ids, end: next.value, counters, events };
      }
      batches.push(next.value);
      changes.onBatch?.(next.value);
    }
  } finally {
    await client.close();
  }
}
