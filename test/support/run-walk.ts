import { EventEmitter } from 'node:events';
import type { SampleApi } from '../../fixtures/api/sample-api.ts';
import type { SluiceEvent } from '../../src/events.ts';
import { openHttpClient } from '../../src/http/open-http-client.ts';
import type { BarrierEvents, Batch, Clock, FlowItem, StagedEvidence } from '../../src/model.ts';
import { DEFAULT_LIMITS } from '../../src/parse/limits.ts';
import { walk } from '../../src/walk/walk.ts';
import {
  createCounters,
  type ResourceSettings,
  type WalkCounters,
  type WalkEnd,
} from '../../src/walk/walk-environment.ts';
import { fakeClock } from './fake-clock.ts';
import { httpSettings } from './http-settings.ts';

export interface WalkRun {
  /** Everything that left, in order. */
  readonly items: readonly FlowItem[];
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
  readonly onItem?: (item: FlowItem) => void;
  /** Whether the walk can look into what left, as into staging. */
  readonly isStaged?: boolean;
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
    verify: 'total',
    maxPasses: 3,
    ...changes.settings,
  };
  const http = httpSettings(new URL(settings.url).origin, { maxConcurrency: settings.window });
  const client = openHttpClient({ ...http, maxPageBytes: 1024 ** 3 }, { clock });
  const events: SluiceEvent[] = [];
  const counters = createCounters();
  const batches: Batch[] = [];
  const items: FlowItem[] = [];
  const barriers: BarrierEvents = new EventEmitter();
  const environment = {
    client,
    clock,
    signal,
    onEvent: (event: SluiceEvent) => events.push(event),
    ...(changes.isStaged === true ? { evidence: evidenceOf(batches, barriers) } : {}),
  };
  try {
    const walked = walk(settings, environment, counters);
    for (;;) {
      const next = await walked.next();
      if (next.done) {
        const ids = batches.flatMap((batch) => batch.keys.map(String));
        return { items, batches, ids, end: next.value, counters, events };
      }
      const item = next.value;
      items.push(item);
      if (item.kind === 'rows') batches.push(item);
      if (item.kind === 'barrier') barriers.emit('reached', item.id);
      changes.onItem?.(item);
    }
  } finally {
    await client.close();
  }
}

/** What staging would tell of these batches. */
function evidenceOf(batches: readonly Batch[], barriers: BarrierEvents): StagedEvidence {
  return {
    barriers,
    unknown: async (keys) => {
      const staged = new Set(batches.flatMap((batch) => batch.keys));
      return new Set(keys.filter((key) => !staged.has(key)));
    },
    moved: async (pass) => {
      const places = new Map<string | undefined, number>();
      for (const batch of batches) {
        if (batch.pass !== pass || batch.isReread) continue;
        for (const key of batch.keys) places.set(key, (places.get(key) ?? 0) + 1);
      }
      return [...places.values()].filter((count) => count > 1).length;
    },
    distinct: async () => new Set(batches.flatMap((batch) => batch.keys)).size,
  };
}
