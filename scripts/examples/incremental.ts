// Loads what changed since the last load. How far that came is kept in the DuckDB file, beside the rows.
import { restApiSource, sync } from 'sluice';
import { startTrackerApi } from '../../fixtures/tracker/tracker-api.ts';

const file = process.argv[2] ?? 'changes.duckdb';
await using tracker = await startTrackerApi();
const source = restApiSource({
  client: { base_url: tracker.url, auth: { token: tracker.token } },
  resources: [
    {
      name: 'issues',
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: {
        params: {
          updated_since: {
            type: 'incremental',
            cursor_path: 'updated_at',
            initial_value: '2024-01-01T00:00:00Z',
          },
        },
        data_selector: 'issues',
        paginator: { type: 'json_link', next_url_path: 'next' },
      },
    },
  ],
});

async function load(): Promise<void> {
  const report = await sync(source, { to: file });
  for (const { pages, inserted, updated, error } of report.resources) {
    console.log(`${inserted} new, ${updated} changed, on ${pages} page${pages === 1 ? '' : 's'}`);
    if (error) process.exitCode = 1;
  }
}

await load();
tracker.changeIssue(7, { state: 'closed' });
tracker.addIssue(3, { title: 'The second load brings this' });
await load();
