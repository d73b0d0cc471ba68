import { once } from 'node:events';
import type { FlowItem, ResumePoint, StagedEvidence } from '../../src/model.ts';
import type { PaginatorSettings } from '../../src/pagination/settings.ts';
import { DEFAULT_LIMITS } from '../../src/parse/limits.ts';
import { createMergeStage } from '../../src/transform/merge.ts';
import { walk } from '../../src/walk/walk.ts';
import {
  createCounters,
  type ResourceSettings,
  type WalkCounters,
  type WalkEnd,
} from '../../src/walk/walk-environment.ts';
import { createApi, type SimulatedApi } from './api.ts';
import { type Collection, createCollection } from './collection.ts';
import { createRandom, mixSeed, type Random } from './random.ts';
import { requestBound, type Scenario } from './scenario.ts';
import { createStaging, type StagedRow, type Staging, stagedRows } from './staging.ts';

/** One run of a walk: from its beginning, or from where the run before it was interrupted. */
export interface Run {
  readonly counters: WalkCounters;
  /** What left the walk, in that order. */
  readonly sent: readonly StagedRow[];
  /** Rows that gave way in the merge stage. */
  readonly merged: number;
  /** Rows that were there when it went on; undefined where it began anew. */
  readonly carried: number | undefined;
  /** Those of them whose first pass is later than 1. */
  readonly carriedLate: number;
  /** Requests that the API saw of it. */
  readonly requests: number;
}

/** What was seen of a walk. */
export interface Observation {
  /** Undefined where the walk came to no end. */
  readonly end: WalkEnd | undefined;
  readonly runs: readonly Run[];
  /** What lies in staging, or left for good, at the end. */
  readonly rows: readonly StagedRow[];
  readonly lateKeys: number;
  readonly requests: number;
  readonly collection: Collection;
  /** The newest form of each row that any page held that was taken; only where pages are read one after the other. */
  readonly newestRead: ReadonlyMap<number, number>;
}

/** Turns of the event loop in which nothing happens, after which a walk hangs. */
const IDLE_TURNS = 200;

/** Walks the collection of a scenario with the real walk. The same scenario gives the same history, always. */
export async function simulateWalk(
  scenario: Scenario,
  say?: (line: string) => void,
): Promise<Observation> {
  const chance = (what: number): Random => createRandom(mixSeed(scenario.seed, what));
  const history = chance(1);
  const driver = chance(2);
  const collection = createCollection(scenario, history);
  const maxRequests = requestBound(scenario);
  const api = createApi({ scenario, collection, random: history, maxRequests, say });
  const staging = createStaging(driver);
  const runs: Run[] = [];
  const newestRead = new Map<number, number>();
  let resume: ResumePoint | undefined;
  for (let left = scenario.interrupts; ; left--) {
    const carried = resume?.rows;
    const carriedLate = staging.lateKeys();
    const stopAfter =
      left > 0 ? driver.between(1, 2 + Math.ceil(scenario.size / scenario.limit)) : undefined;
    const world = { scenario, api, staging, driver, newestRead, resume, stopAfter, say };
    const before = api.requests;
    const { end, ...run } = await runOnce(world);
    runs.push({ ...run, carried, carriedLate, requests: api.requests - before });
    if (end !== 'interrupted') {
      return {
        end: end === 'hangs' ? undefined : end,
        runs,
        rows: staging.rows(),
        lateKeys: staging.lateKeys(),
        requests: api.requests,
        collection,
        newestRead,
      };
    }
    resume = staging.crash();
    say?.(
      resume === undefined
        ? '-- interrupted: begins anew'
        : `-- interrupted: goes on from ${resume.state} with ${resume.rows} rows, last ${resume.lastKeys.join(' ')}`,
    );
    for (let i = driver.below(5); i > 0; i--) {
      if (!driver.chance(scenario.churn * 4)) continue;
      const what = collection.step();
      say?.(`  ${what}`);
    }
    if (resume === undefined) collection.watch();
  }
}

interface World {
  readonly scenario: Scenario;
  readonly api: SimulatedApi;
  readonly staging: Staging;
  readonly driver: Random;
  readonly newestRead: Map<number, number>;
  readonly resume: ResumePoint | undefined;
  /** Items after which the run is interrupted. */
  readonly stopAfter: number | undefined;
  readonly say: ((line: string) => void) | undefined;
}

interface RunEnd {
  readonly end: WalkEnd | 'interrupted' | 'hangs';
  readonly counters: WalkCounters;
  readonly sent: readonly StagedRow[];
  readonly merged: number;
}

async function runOnce(world: World): Promise<RunEnd> {
  const { scenario, api, staging, driver, say } = world;
  const aborting = new AbortController();
  const counters = createCounters();
  const sent: StagedRow[] = [];
  const output = createOutput(scenario, staging);
  const ticker = startTicker(api);
  const isLeft = driver.chance(0.5);
  const client = api.open();
  const environment = {
    client,
    clock: { now: () => 0, random: driver.next, sleep: async () => {} },
    signal: aborting.signal,
    onEvent: () => {},
    ...(scenario.output === 'stream' ? {} : { evidence: output.evidence }),
    ...(world.resume === undefined ? {} : { resume: world.resume }),
  };
  const walked = walk(settingsOf(scenario), environment, counters);
  const result = (end: RunEnd['end']): RunEnd => ({ end, counters, sent, merged: output.merged });
  try {
    for (let count = 1; ; count++) {
      const next = await Promise.race([walked.next(), ticker.hanging]);
      if (next === 'hangs') return result('hangs');
      if (next.done === true) {
        if (aborting.signal.aborted) return result('interrupted');
        await output.finish();
        return result(next.value);
      }
      const item = next.value;
      ticker.note();
      if (say !== undefined) say(describeItem(item));
      sent.push(...stagedRows(item));
      output.write(item);
      if (item.kind === 'page_end' && item.state !== undefined) noteForms(world, item.page);
      if (count !== world.stopAfter) continue;
      if (isLeft) {
        await walked.return({
          outcome: { verdict: 'incomplete', reason: 'aborted' },
          warnings: [],
        });
        return result('interrupted');
      }
      aborting.abort(new DOMException('interrupted', 'AbortError'));
    }
  } finally {
    ticker.stop();
    output.close();
    await client.close();
  }
}

function noteForms({ api, newestRead }: World, page: number): void {
  for (const { id, version } of api.lastAnswers.get(page) ?? []) {
    newestRead.set(id, Math.max(version, newestRead.get(id) ?? 0));
  }
}

function paginatorOf({ paging, limit, totalIsWritten }: Scenario): PaginatorSettings {
  switch (paging) {
    case 'offset':
      return {
        type: 'offset',
        limit,
        offset: 0,
        offsetParam: 'offset',
        limitParam: 'limit',
        total: totalIsWritten ? { written: true, path: '/total' } : { written: false },
      };
    case 'page_number':
      return {
        type: 'page_number',
        basePage: 0,
        page: 0,
        place: { kind: 'param', name: 'page' },
        totalPath: null,
        isTotalWritten: true,
        stopAfterEmptyPage: true,
      };
    case 'cursor':
      return {
        type: 'cursor',
        cursorPath: '/next',
        place: { kind: 'param', name: 'offset' },
        stopAfterEmptyPage: false,
      };
    case 'link':
      return { type: 'json_link', nextUrlPath: '/next' };
  }
}

function settingsOf(scenario: Scenario): ResourceSettings {
  return {
    name: 'rows',
    url: 'http://api.invalid/rows',
    params: [],
    headers: {},
    paginator: paginatorOf(scenario),
    selector: ['rows'],
    primaryKey: ['id'],
    limits: DEFAULT_LIMITS,
    retry: { attempts: 5, baseMs: 0, capMs: 0 },
    window: scenario.window,
    verify: scenario.verify,
    maxPasses: scenario.maxPasses,
    links: scenario.links,
  };
}

interface Output {
  readonly evidence: StagedEvidence;
  readonly merged: number;
  write(item: FlowItem): void;
  finish(): Promise<void>;
  close(): void;
}

/** The way from the walk to staging. */
function createOutput(scenario: Scenario, staging: Staging): Output {
  if (scenario.output !== 'merged') {
    return {
      evidence: staging.evidence,
      merged: 0,
      write: staging.take,
      finish: async () => {},
      close: () => {},
    };
  }
  const stage = createMergeStage();
  stage.stream.on('data', staging.take);
  return {
    evidence: staging.evidence,
    get merged(): number {
      return stage.duplicates;
    },
    write: (item) => void stage.stream.write(item),
    finish: async () => {
      stage.stream.end();
      await once(stage.stream, 'end');
    },
    close: () => void stage.stream.destroy(),
  };
}

interface Ticker {
  readonly hanging: Promise<'hangs'>;
  note(): void;
  stop(): void;
}

/** Answers one request in each turn of the event loop, so that all that follows from an answer happens before the next. */
function startTicker(api: SimulatedApi): Ticker {
  let idleTurns = 0;
  let isStopped = false;
  let hang: (value: 'hangs') => void = () => {};
  const hanging = new Promise<'hangs'>((resolve) => {
    hang = resolve;
  });
  const tick = (): void => {
    if (isStopped) return;
    idleTurns = api.answerOne() ? 0 : idleTurns + 1;
    if (idleTurns > IDLE_TURNS) hang('hangs');
    else setImmediate(tick);
  };
  setImmediate(tick);
  return {
    hanging,
    note: () => {
      idleTurns = 0;
    },
    stop: () => {
      isStopped = true;
    },
  };
}

function describeItem(item: FlowItem): string {
  const rows = stagedRows(item).map(({ key, version }) =>
    version === 0 ? key : `${key}v${version}`,
  );
  return `    -> pass ${item.pass} page ${item.page} ${markOf(item)}: ${rows.join(' ')}`;
}

function markOf(item: FlowItem): string {
  switch (item.kind) {
    case 'rows':
      return item.isReread ? 'reread' : '';
    case 'page_end':
      return item.state === undefined ? '' : 'state';
    case 'page_void':
      return 'restarts';
    case 'barrier':
      return 'asks';
    default:
      return item satisfies never;
  }
}
