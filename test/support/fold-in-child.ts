/** Loads version `argv[3]` of many rows into the database `argv[2]`, telling its steps, until it is killed, dies at a failpoint, or is done. */
import { armFailpoint } from '../../src/failpoint.ts';
import { loadVersion } from './versioned-rows.ts';

armFailpoint(process.env['SLUICE_FAILPOINT']);
const [, , path = '', version = '0'] = process.argv;
await loadVersion(path, Number(version), (step) => process.stdout.write(`${step}\n`));
