// Sends the rows of one resource through a Transform of one's own into a file of e-mail addresses.
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crm } from './crm.ts';

const file = process.argv[2] ?? 'emails.txt';
const contacts = crm().stream('contacts');
const emails = new Transform({
  writableObjectMode: true,
  transform(contact, _encoding, done) {
    done(null, `${contact.email}\n`);
  },
});
await pipeline(contacts, emails, createWriteStream(file));
const { received, verdict } = await contacts.report;
console.log(`${received} addresses in ${file} (${verdict})`);
