import type { ResourceReport, SyncReport } from './model.ts';

/** What happens during a load, in order. Each event is plain data (reports carry their `Error`). */
export type SluiceEvent =
  | {
      readonly type: 'load_started';
      readonly loadId: string;
      readonly resources: readonly string[];
      readonly to: string;
    }
  | { readonly type: 'resource_started'; readonly resource: string }
  /** A walk goes on from where an earlier run stopped. */
  | {
      readonly type: 'resource_resumed';
      readonly resource: string;
      /** The last whole page that the earlier run staged. */
      readonly page: number;
      /** Rows that the earlier run staged: the counts of the pages that follow are without them. */
      readonly carried: number;
      /** When the first of them was staged, as an ISO date-time. */
      readonly since: string;
    }
  /** A page was handed on whole. Counts are running totals of the resource. */
  | {
      readonly type: 'page';
      readonly resource: string;
      readonly page: number;
      readonly rows: number;
      readonly received: number;
      /** The API's total, where it tells one. */
      readonly total?: number;
    }
  | {
      readonly type: 'retry';
      readonly resource: string;
      readonly page: number;
      /** The attempt that failed, from 1. */
      readonly attempt: number;
      readonly waitMs: number;
      readonly message: string;
    }
  /** A pause of more than 10 seconds begins, of which this resource was not told yet. */
  | {
      readonly type: 'waiting';
      readonly resource: string;
      readonly page: number;
      /** When it ends, as an ISO date-time. */
      readonly until: string;
      readonly waitMs: number;
      /** Why. */
      readonly message: string;
    }
  /** Another process has the destination open, and the load waits for it. Told once, when it has waited a moment. */
  | {
      readonly type: 'waiting_for_lock';
      readonly to: string;
      /** How much longer it waits at most. */
      readonly waitMs: number;
      /** Who has it open. */
      readonly message: string;
    }
  | { readonly type: 'warning'; readonly resource: string; readonly message: string }
  | {
      readonly type: 'resource_finished';
      readonly resource: string;
      readonly report: ResourceReport;
    }
  | { readonly type: 'load_finished'; readonly report: SyncReport };

export type EventHandler = (event: SluiceEvent) => void;
