// Written by `npm run reference` from the sections beside it. Do not edit it.

import type { Writable } from 'node:stream';
import type { Destination } from './destination/destination.ts';
import type { EventHandler } from './events.ts';
import type { JsonValue, Verify } from './model.ts';

export interface SyncOptions {
  /**
   * Where the rows go: the path of a DuckDB file, `-` for NDJSON on stdout, a Destination, or a Writable in object
   * mode that takes `{ resource, row }`. Default: `sluice.duckdb`.
   */
  readonly to?: string | Destination | Writable;
  /** Names of the resources to load. Default: all. */
  readonly resources?: readonly string[];
  /** Resources that are loaded at the same time. Default: 4. */
  readonly concurrency?: number;
  /**
   * How resources become tables: `native`, one for each, or `dlt`, the tables that dlt makes, with child tables for
   * lists. Default: `native`.
   */
  readonly layout?: Layout;
  /**
   * Whether loads go on in a dataset that dlt made: in its tables, and at its cursors. With the layout `dlt` only.
   * Default: false.
   */
  readonly takeOver?: boolean;
  /** The schema of the database that holds the tables. Default: `main`. */
  readonly dataset?: string;
  /**
   * How each walk proves that it is complete. It goes before what the configuration says. Default: that of the
   * configuration, else `overlap`.
   */
  readonly verify?: Verify;
  /**
   * How objects and lists of new columns are stored. It goes before what the configuration says. Default: that of the
   * configuration, else `typed`.
   */
  readonly nested?: NestedMode;
  /**
   * Whether what earlier runs staged is dropped, cursors are ignored, and everything is read from its start. Default:
   * false.
   */
  readonly full?: boolean;
  /**
   * Where incremental resources start, in place of their cursor, which stays where it is: a value of the cursor, or a
   * time from now (`7d`, `12h`, `now`). Default: at the cursor.
   */
  readonly since?: JsonValue;
  /** Where incremental resources end, as `since`; their cursor stays where it is. Default: that of the configuration. */
  readonly until?: JsonValue;
  /**
   * A try: the walk of each resource ends after so many pages, from 1, as `incomplete`. What was received is merged,
   * no row is deleted. Default: no limit.
   */
  readonly maxPages?: number;
  /**
   * Seconds to wait for whoever has the database: for another sync at the start (default: 0), for a reader when rows
   * are written (default: 60). Only for a path.
   */
  readonly waitLockSeconds?: number;
  /** The folder of the staging file, in which rows wait until they are written. Default: it stands beside the database. */
  readonly state?: string;
  /**
   * What DuckDB may use, as it writes it (`512MB`); what does not fit goes to disk. Default: the variable
   * `SLUICE_MEMORY_LIMIT`, else 256 MB, or half of the container's limit where that is less.
   */
  readonly memoryLimit?: string;
  /** Is called with each event of the run, as it happens. */
  readonly onEvent?: EventHandler;
  /** Ends the run in order: nothing new is asked for, what was received is made durable, and the report tells. */
  readonly signal?: AbortSignal;
}

export type Layout = 'native' | 'dlt';

export type NestedMode = 'typed' | 'json';
