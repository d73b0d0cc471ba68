import { finished } from 'node:stream/promises';
import type {
  LoadCounts,
  LoadStart,
  ResourceTarget,
  ResourceWriter,
} from '../../src/destination/destination.ts';
import { duckdbDestination } from '../../src/duckdb-destination.ts';
import type { CursorMove, FlowItem, WalkOutcome } from '../../src/model.ts';
import { contacts, EXHAUSTED, loadStart, syncReport } from './duckdb-load.ts';
import { resourceReport } from './sync-report.ts';

export interface FamilyMember {
  readonly target: ResourceTarget;
  readonly batches: readonly FlowItem[];
  readonly outcome?: WalkOutcome;
  readonly cursors?: readonly CursorMove[];
}

/** A resource of a family, by its name. */
export function member(resource: string, over: Partial<ResourceTarget> = {}): ResourceTarget {
  return contacts({ resource, table: resource, isFamily: true, ...over });
}

export interface FamilyResult {
  readonly counts: readonly LoadCounts[];
  readonly warnings: readonly string[];
}

/** One load of a family, the parent first, as `sync` does it. */
export async function loadFamily(
  path: string,
  members: readonly FamilyMember[],
  start: LoadStart = loadStart(),
): Promise<FamilyResult> {
  const load = await duckdbDestination(path).open(start);
  const counts: LoadCounts[] = [];
  try {
    const writers: ResourceWriter[] = [];
    for (const { target, batches } of members) {
      const writer = await load.writer(target);
      for (const batch of batches) writer.stream.write(batch);
      writer.stream.end();
      await finished(writer.stream);
      writers.push(writer);
    }
    const settlements = members.map(({ target, outcome = EXHAUSTED, cursors = [] }, i) => ({
      writer: writers[i] ?? raise(),
      outcome,
      cursors,
      toReport: (told: LoadCounts) => {
        counts.push(told);
        return resourceReport({ name: target.resource, ...outcome, ...told });
      },
    }));
    const reports = await load.settleFamily?.(settlements);
    if (reports?.length !== members.length) throw new Error('Not every member has a report.');
    return { counts, warnings: writers.flatMap(({ warnings }) => warnings) };
  } finally {
    await load.close(syncReport(start, []));
  }
}

function raise(): never {
  throw new Error('A member has no writer.');
}
