/** Loads version `argv[3]` of a family into the database `argv[2]`, and dies at the place `argv[4]`. */
import { armFailpoint } from '../../src/failpoint.ts';
import { loadTestFamily } from './duckdb-family-load.ts';

const [, , path = '', version = '0', place] = process.argv;
armFailpoint(place);
await loadTestFamily(path, Number(version));
