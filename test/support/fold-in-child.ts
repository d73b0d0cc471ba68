/** Loads version `argv[3]` of many rows into the database `argv[2]`, telling its steps, until it is killed or done. */
import { loadVersion } from './versioned-rows.ts';

const [, , path = '', version = '0'] = process.argv;
await loadVersion(path, Number(version), (step) => process.stdout.write(`${step}\n`));
