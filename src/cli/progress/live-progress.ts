import cliProgress, { type Options, type Params, type SingleBar } from 'cli-progress';
import { colourOf, countOf, describeVerdict, formatCount, type Paint } from '../text.ts';
import { toTextLine } from '../voice.ts';
import type { Progress } from './progress.ts';
import {
  describeResumed,
  describeWaiting,
  type ResourceState,
  rowsPerSecond,
  trackResources,
} from './progress.ts';

export interface LiveOptions {
  readonly stderr: NodeJS.WritableStream;
  /** Names of the resources that may come, for the width of their column. */
  readonly resources: readonly string[];
  readonly now: () => number;
  readonly paint: Paint;
}

const { Format, MultiBar, Presets } = cliProgress;

const BAR_COLUMNS = 20;

/** One line for each resource on a terminal, redrawn in place and taken away at the end: the summary says it all again. */
export function liveProgress({ stderr, resources, now, paint }: LiveOptions): Progress {
  const nameColumns = Math.max(0, ...resources.map((name) => name.length));
  const states = trackResources(now);
  const bars = new Map<string, SingleBar>();
  const multiBar = new MultiBar(
    {
      stream: stderr,
      format: (options: Options, params: Params, state: ResourceState) =>
        renderLine(state, { options, params, nameColumns, nowMs: now(), paint }),
      barsize: BAR_COLUMNS,
      clearOnComplete: true,
      // a signal ends the load in order, and that ends the bars
      gracefulExit: false,
      hideCursor: true,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  const showCursor = (): void => stop();
  const stop = (): void => {
    process.off('exit', showCursor);
    if (!multiBar.isActive) return;
    // what was said since the last drawing
    multiBar.update();
    multiBar.stop();
  };
  process.on('exit', showCursor);
  const say: Progress['say'] = (kind, text) => {
    const line = `${toTextLine(kind, text)}\n`;
    if (multiBar.isActive) multiBar.log(line);
    else stderr.write(line);
  };
  return {
    onEvent: (event) => {
      if (event.type === 'waiting_for_lock') say('info', event.message);
      const state = states.follow(event);
      if (!state) return;
      if (event.type === 'resource_resumed') multiBar.log(`${describeResumed(event)}\n`);
      if (event.type === 'waiting') multiBar.log(`${describeWaiting(event)}\n`);
      const bar = bars.get(state.name) ?? multiBar.create(state.total ?? 0, 0, state);
      bars.set(state.name, bar);
      if (state.total !== undefined) bar.setTotal(state.total);
      bar.update(state.carried + state.received);
    },
    say,
    stop,
  };
}

interface LineContext {
  readonly options: Options;
  readonly params: Params;
  readonly nameColumns: number;
  readonly nowMs: number;
  readonly paint: Paint;
}

function renderLine(state: ResourceState, context: LineContext): string {
  const { options, params, nameColumns, nowMs, paint } = context;
  const { report, total, carried, pages, retries } = state;
  const received = carried + state.received;
  const bar =
    total === undefined ? ' '.repeat(BAR_COLUMNS) : Format.BarFormat(params.progress, options);
  const rows =
    total === undefined ? formatCount(received) : `${formatCount(received)}/${formatCount(total)}`;
  const end = report
    ? paint(colourOf(report), describeVerdict(report))
    : `${formatCount(rowsPerSecond(state, nowMs))} rows/s`;
  return [
    state.name.padEnd(nameColumns),
    bar,
    `${rows} rows`,
    countOf(pages, 'page'),
    ...(retries > 0 ? [countOf(retries, 'retry', 'retries')] : []),
    end,
  ].join('  ');
}
