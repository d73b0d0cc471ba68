// Walks a collection whose next page is named in the `Link` header (RFC 8288), as GitHub and GitLab do.
import { restApiSource } from 'sluice';
import { startTrackerApi } from '../../fixtures/tracker/tracker-api.ts';

await using tracker = await startTrackerApi();
const source = restApiSource({
  client: { base_url: tracker.url, auth: { token: tracker.token } },
  resources: [
    {
      name: 'projects',
      endpoint: { params: { per_page: 10 }, paginator: 'header_link' },
    },
  ],
});

const projects = source.stream('projects');
let count = 0;
for await (const _project of projects) count++;
const { pages, verdict } = await projects.report;
console.log(`${count} projects on ${pages} page${pages === 1 ? '' : 's'} (${verdict})`);
