// Walks a collection whose body tells the cursor of the next page: { "events": […], "cursors": { "next": "…" } }.
import { restApiSource } from 'sluice';
import { startTrackerApi } from '../../fixtures/tracker/tracker-api.ts';

await using tracker = await startTrackerApi();
const source = restApiSource({
  client: { base_url: tracker.url, auth: { token: tracker.token } },
  resources: [
    {
      name: 'events',
      endpoint: {
        params: { limit: 25 },
        data_selector: 'events',
        paginator: { type: 'cursor', cursor_path: 'cursors.next', cursor_param: 'cursor' },
      },
    },
  ],
});

const events = source.stream('events');
let closed = 0;
for await (const event of events) {
  if (event['type'] === 'issue.closed') closed++;
}
const { received, pages } = await events.report;
console.log(
  `${received} events on ${pages} page${pages === 1 ? '' : 's'}, ${closed} of them of a closed issue`,
);
