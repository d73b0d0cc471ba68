// Loads both resources from code, says what happens, and ends in order on Ctrl-C.
import { sync } from 'sluice';
import { crm } from './crm.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const report = await sync(crm(), {
  to: process.argv[2] ?? 'crm.duckdb',
  signal: stop.signal,
  onEvent: (event) => {
    if (event.type === 'retry') console.error(`${event.resource}: ${event.message}`);
    if (event.type === 'resource_finished') console.error(`${event.resource}: done`);
  },
});
for (const { name, verdict, inserted, updated, unchanged } of report.resources) {
  console.log(`${name}: ${verdict}, ${inserted} new, ${updated} changed, ${unchanged} as before`);
}
if (report.resources.some(({ error }) => error)) process.exitCode = 1;
