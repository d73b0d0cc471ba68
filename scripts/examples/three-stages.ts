// The three stages of Sluice in a pipeline of one's own: read, keep the last row for each key, merge into a table.
import { pipeline } from 'node:stream/promises';
import { dedupe, duckdb } from 'sluice';
import { crm } from './crm.ts';

const file = process.argv[2] ?? 'crm.duckdb';
const contacts = crm().stream('contacts');
await pipeline(contacts, dedupe({ key: 'id' }), duckdb(file, { table: 'contacts', key: 'id' }));
const { received, verdict } = await contacts.report;
console.log(`${received} contacts in ${file} (${verdict})`);
