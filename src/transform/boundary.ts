import { createHash } from 'node:crypto';

/** Rows with one cursor value that are remembered. */
const MAX_ROWS = 10_000;

/** One row at the boundary. */
export interface BoundaryRow {
  /** What tells it from other rows; undefined where only its content does. */
  readonly identity: string | undefined;
  readonly text: string;
}

/** Remembers the rows that share the last value of a cursor by hashes of their content. */
export interface Boundary {
  /** Whether an earlier load took this very row: a row that changed since is another one. */
  wasLoaded(row: BoundaryRow): boolean;
  /** The last value moved on: no row has it yet. */
  restart(): void;
  add(row: BoundaryRow): void;
  /** What is kept for the next load; undefined where there are more rows than are remembered. */
  hashes(): readonly string[] | undefined;
  /** Remembers how things stand, for `undo`. */
  mark(): void;
  /** Goes back to the last `mark`. */
  undo(): void;
  /** Puts what an interrupted walk had come to in place of what was added. */
  carryOn(hashes: readonly string[]): void;
  /** How many rows are remembered at most. */
  readonly maxRows: number;
}

/** Rows at one value: the hash of each by its identity. */
interface Rows {
  readonly byIdentity: Map<string, string>;
}

export function createBoundary(stored: readonly string[], maxRows: number = MAX_ROWS): Boundary {
  const loaded = new Map(stored.map(readEntry));
  let rows: Rows = { byIdentity: new Map(loaded) };
  let log: [identity: string, before: string | undefined][] = [];
  let marked = rows;
  return {
    maxRows,
    carryOn(hashes) {
      rows = { byIdentity: new Map(hashes.map(readEntry)) };
    },
    wasLoaded(row) {
      const { identity, hash } = hashRow(row);
      const before = loaded.get(identity);
      if (before === hash) return true;
      // a row that changed and then went back is loaded both times
      if (before !== undefined) loaded.delete(identity);
      return false;
    },
    restart() {
      rows = { byIdentity: new Map() };
    },
    add(row) {
      if (rows.byIdentity.size > maxRows) return;
      const { identity, hash } = hashRow(row);
      if (rows === marked) log.push([identity, rows.byIdentity.get(identity)]);
      rows.byIdentity.set(identity, hash);
    },
    hashes: () =>
      rows.byIdentity.size > maxRows ? undefined : [...rows.byIdentity].map(writeEntry),
    mark() {
      marked = rows;
      log = [];
    },
    undo() {
      rows = marked;
      for (const [identity, before] of log.reverse()) {
        if (before === undefined) rows.byIdentity.delete(identity);
        else rows.byIdentity.set(identity, before);
      }
      log = [];
    },
  };
}

/** Too few characters for an identity only mean that a row is loaded again; for a content they would lose a change. */
const IDENTITY_CHARACTERS = 12;
const CONTENT_CHARACTERS = 22;

function hashRow({ identity, text }: BoundaryRow): { identity: string; hash: string } {
  const hash = digest(`${identity?.length ?? '-'}:${identity ?? ''}${text}`, CONTENT_CHARACTERS);
  return { hash, identity: identity === undefined ? hash : digest(identity, IDENTITY_CHARACTERS) };
}

function digest(text: string, characters: number): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, characters);
}

function writeEntry([identity, hash]: readonly [string, string]): string {
  return identity === hash ? hash : `${identity}.${hash}`;
}

function readEntry(entry: string): [string, string] {
  const at = entry.indexOf('.');
  return at < 0 ? [entry, entry] : [entry.slice(0, at), entry.slice(at + 1)];
}
