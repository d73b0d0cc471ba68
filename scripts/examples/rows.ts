// Reads the rows of one resource as objects, as fast as the loop takes them, and stops when it has seen enough.
import { crm } from './crm.ts';

const contacts = crm().stream('contacts');
let withPhone = 0;
for await (const contact of contacts) {
  if (contact['phone']) withPhone++;
  if (withPhone === 100) break;
}
const report = await contacts.report;
console.log(`${withPhone} contacts with a phone number, found in ${report.requests} requests`);
