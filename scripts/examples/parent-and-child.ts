// Loads a parent and its children: the issues of each project, with the key of the project in each row.
import { restApiSource, sync } from 'sluice';
import { startTrackerApi } from '../../fixtures/tracker/tracker-api.ts';

await using tracker = await startTrackerApi();
const source = restApiSource({
  client: { base_url: tracker.url, auth: { token: tracker.token } },
  resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
  resources: [
    { name: 'projects', endpoint: { paginator: 'header_link' } },
    {
      name: 'issues',
      // becomes the column _projects_key
      include_from_parent: ['key'],
      endpoint: {
        path: 'projects/{resources.projects.id}/issues',
        // The same in the older form:
        //   path: 'projects/{project}/issues',
        //   params: { project: { type: 'resolve', resource: 'projects', field: 'id' } },
        data_selector: 'issues',
        paginator: { type: 'offset', limit: 5, total_path: 'meta.total' },
      },
    },
  ],
});

const report = await sync(source, { to: process.argv[2] ?? 'tracker.duckdb' });
for (const { name, verdict, inserted } of report.resources) {
  console.log(`${name}: ${verdict}, ${inserted} new`);
}
if (report.resources.some(({ error }) => error)) process.exitCode = 1;
