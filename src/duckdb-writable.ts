import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { DestinationLoad, LoadCounts, ResourceWriter } from './destination/destination.ts';
import { duckdbDestination } from './duckdb-destination.ts';
import { ConfigError, type ConfigIssue, SluiceError, withMessage } from './errors.ts';
import type { Batch, ResourceReport, SyncReport, WalkOutcome } from './model.ts';
import { toJsonText } from './parse/json-text.ts';
import { DEFAULT_LIMITS } from './parse/limits.ts';
import { createPageReader, type PageReader } from './parse/page.ts';
import type { Row } from './parse/row-object.ts';
import { columnForm, tableName } from './schema/naming.ts';
import { cutExcerpts, toSeconds } from './wording.ts';

export interface DuckDbOptions {
  /** The table. Its name is mapped as `naming` says. */
  readonly table: string;
  /** Field or fields of the primary key, as the rows name them; a name that no field has means the field of that column. */
  readonly key: string | readonly string[];
  /** The schema of the database that holds the table. Default: `main`. */
  readonly dataset?: string;
  /** How fields become columns. Default: `snake_case`. */
  readonly naming?: 'snake_case' | 'direct';
  /** Whether columns whose strings are all ISO dates become DATE or TIMESTAMPTZ. Default: true. */
  readonly detectDates?: boolean;
}

/** Rows that are turned into a batch together. */
const BATCH_ROWS = 500;
const DONE: WalkOutcome = { verdict: 'exhausted', basis: 'end' };

/**
 * The end of a pipeline of rows as objects: merges them on their key into a table of a DuckDB file. Rows are staged
 * while they come, and folded into the table in one transaction when the stream finishes; destroyed before that, it
 * folds nothing and drops its staging. Several of these, and loads of `sync`, may use one file at once.
 *
 * @throws {ConfigError} for options that are wrong. The stream fails with a DestinationError where the file can't be
 * opened or written, and with a ParseError at a row without a usable key; the table is as it was then.
 * @example
 * await pipeline(source.stream('contacts'), dedupe({ key: 'id' }), duckdb('crm.duckdb', { table: 'contacts', key: 'id' }));
 */
export function duckdb(path: string, options: DuckDbOptions): Writable {
  const settings = resolveOptions(options);
  const sink = new RowSink(path, settings);
  return new Writable({
    objectMode: true,
    construct: (done) => settle(sink.open(), done),
    write: (row: Row, _encoding, done) => {
      try {
        const isFull = sink.add(row);
        if (isFull) settle(sink.flush(), done);
        else done();
      } catch (error) {
        done(error as Error);
      }
    },
    final: (done) => settle(sink.finish(), done),
    destroy: (error, done) => {
      sink.drop().then(
        () => done(error),
        (failure: Error) => done(error ?? failure),
      );
    },
  });
}

function settle(work: Promise<void>, done: (error?: Error | null) => void): void {
  work.then(
    () => done(),
    // nobody knows a secret here, and nobody else cuts the values of the message
    (error: Error) =>
      done(error instanceof SluiceError ? withMessage(error, cutExcerpts(error.message)) : error),
  );
}

type Settings = ReturnType<typeof resolveOptions>;

/** Rows in, batches out, into a writer of the destination. */
class RowSink {
  readonly #path: string;
  readonly #settings: Settings;
  readonly #readPage: PageReader;
  readonly #loadId = randomUUID();
  readonly #startedAt = new Date();
  #load: DestinationLoad | undefined;
  #writer: ResourceWriter | undefined;
  #texts: string[] = [];
  #page = 0;
  #received = 0;

  constructor(path: string, settings: Settings) {
    this.#path = path;
    this.#settings = settings;
    this.#readPage = createPageReader({
      resource: settings.resource,
      selector: [],
      keyFields: settings.primaryKey,
      columnForm: (name) => columnForm(name, settings.naming),
      envelopePointers: [],
      limits: DEFAULT_LIMITS,
    });
  }

  async open(): Promise<void> {
    const destination = duckdbDestination(this.#path);
    const start = {
      loadId: this.#loadId,
      source: 'stream',
      startedAt: this.#startedAt.toISOString(),
    };
    this.#load = await destination.open({ ...start, dataset: this.#settings.dataset });
    this.#writer = await this.#load.writer(this.#settings);
    // its failure reaches the caller through the write or the finish that meets it
    this.#writer.stream.on('error', () => {});
  }

  /** Returns whether the rows should be flushed. */
  add(row: Row): boolean {
    this.#texts.push(toJsonText(row));
    return this.#texts.length >= BATCH_ROWS;
  }

  async flush(): Promise<void> {
    const stream = this.#writer?.stream;
    if (this.#texts.length === 0 || stream === undefined) return;
    const body = Buffer.from(`[${this.#texts.join(',')}]`);
    this.#texts = [];
    const batches = this.#readPage(oneChunk(body), { pass: 1, page: ++this.#page });
    for await (const batch of batches) {
      this.#received += (batch as Batch).texts.length;
      if (stream.errored) throw stream.errored;
      if (!stream.write(batch)) await drained(stream);
    }
  }

  async finish(): Promise<void> {
    const [load, writer] = [this.#load, this.#writer];
    if (load === undefined || writer === undefined) return;
    await this.flush();
    writer.stream.end();
    await finished(writer.stream);
    const report = await writer.settle(DONE, (counts) => this.#report(counts));
    this.#writer = undefined;
    await this.#close('exhausted', [report]);
  }

  /** Lets everything go; what was not folded is dropped. */
  async drop(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    writer?.stream.destroy();
    await writer?.discard();
    await this.#close('incomplete', []);
  }

  async #close(
    verdict: SyncReport['verdict'],
    resources: readonly ResourceReport[],
  ): Promise<void> {
    const load = this.#load;
    this.#load = undefined;
    await load?.close({
      loadId: this.#loadId,
      source: 'stream',
      verdict,
      startedAt: this.#startedAt.toISOString(),
      seconds: this.#seconds(),
      resources,
    });
  }

  #seconds(): number {
    return toSeconds(Date.now() - this.#startedAt.getTime());
  }

  #report(counts: LoadCounts): ResourceReport {
    return {
      name: this.#settings.resource,
      ...DONE,
      pages: this.#page,
      requests: 0,
      retries: 0,
      received: this.#received,
      carried: 0,
      rejected: 0,
      filtered: 0,
      reread: 0,
      resumed: false,
      seconds: this.#seconds(),
      ...counts,
    };
  }
}

async function* oneChunk(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk;
}

/** Waits until the stream takes more, or fails. */
async function drained(stream: Writable): Promise<void> {
  const stop = new AbortController();
  try {
    await Promise.race([once(stream, 'drain', stop), finished(stream, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}

function resolveOptions(options: DuckDbOptions): {
  resource: string;
  table: string;
  dataset: string;
  primaryKey: readonly string[];
  naming: 'snake_case' | 'direct';
  detectDates: boolean;
  planHash: string;
} {
  const { table, key, dataset = 'main', naming = 'snake_case', detectDates = true } = options;
  const primaryKey = typeof key === 'string' ? [key] : key;
  const issues: ConfigIssue[] = [];
  if (typeof table !== 'string' || table === '') {
    issues.push({ path: 'table', message: 'is required: the name of the table.' });
  }
  if (!Array.isArray(primaryKey) || primaryKey.length === 0 || primaryKey.includes('')) {
    issues.push({ path: 'key', message: 'is required: the field, or fields, of the primary key.' });
  }
  if (issues.length > 0) throw new ConfigError('CONFIG_INVALID', issues);
  const target = { resource: table, table: tableName(table, naming), dataset, primaryKey, naming };
  return { ...target, detectDates, planHash: `stream ${JSON.stringify(primaryKey)}` };
}
