import { duckdbDestination } from '../../src/duckdb-destination.ts';
/** Syncs a family of the API at `argv[2]` into the database `argv[3]`, and dies at the place `argv[4]`. */
import { armFailpoint } from '../../src/failpoint.ts';
import { restApiSource, sync } from '../../src/index.ts';
import { killedFamily } from './killed-family.ts';

const [, , url = '', file = '', place] = process.argv;
armFailpoint(place);
const report = await sync(restApiSource(killedFamily(url)), {
  // a commit for each page, so that there is something to die between
  to: duckdbDestination(file, { stageLimits: { maxRows: 1, maxTextLength: 1, maxWaitMs: 1000 } }),
});
process.exitCode = report.verdict === 'exhausted' ? 0 : 1;
