/** Syncs two resources of the API at `argv[2]` into the database `argv[3]`, in the layout `argv[4]`, and dies where SLUICE_FAILPOINT says. */
import { duckdbDestination } from '../../src/duckdb-destination.ts';
import { armFailpoint } from '../../src/failpoint.ts';
import { restApiSource, sync } from '../../src/index.ts';

const [, , url = '', file = '', layout = 'native'] = process.argv;
armFailpoint(process.env['SLUICE_FAILPOINT']);
const source = restApiSource({
  client: {
    base_url: url,
    auth: { type: 'api_key', name: 'Api-Token', api_key: 'kill' },
    paginator: { type: 'offset', limit: 20 },
  },
  resource_defaults: { primary_key: 'id', write_disposition: 'merge', on_missing: 'delete' },
  resources: ['contacts', 'lists'].map((name) => ({ name, endpoint: { data_selector: name } })),
});
const report = await sync(source, {
  // a commit for each page, so that there is something to go on from
  to: duckdbDestination(file, { stageLimits: { maxRows: 1, maxTextLength: 1, maxWaitMs: 1000 } }),
  concurrency: 1,
  layout: layout as 'native' | 'dlt',
});
process.stdout.write(JSON.stringify(report.resources.map(({ error: _, ...rest }) => rest)));
if (report.resources.some(({ error }) => error)) {
  process.stderr.write(report.resources.map(({ error }) => error?.stack ?? '').join('\n'));
  process.exitCode = 1;
}
