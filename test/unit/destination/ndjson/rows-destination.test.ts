import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { isClosedByReader } from '../../../../src/destination/ndjson/closed-by-reader.ts';
import { rowsDestination } from '../../../../src/destination/ndjson/rows-destination.ts';
import { load, outputBatch, REPORT, START } from '../../../support/output-batch.ts';

describe('rowsDestination', () => {
  test('hands on one object a row, integers beyond 2^53 as bigint, and ends the Writable at close', async () => {
    const seen: unknown[] = [];
    const output = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write: (chunk, _encoding, done) => {
        seen.push(chunk);
        setImmediate(done);
      },
    });
    const open = await rowsDestination(output).open(START);
    const { counts } = await load(open, 'contacts', [
      outputBatch(['{"id":9007199254740993}', '{"id":2}']),
      outputBatch(['{"id":3}']),
    ]);
    expect(output.writableEnded).toBe(false);
    await open.close(REPORT);

    expect(seen).toEqual([
      { resource: 'contacts', row: { id: 9007199254740993n } },
      { resource: 'contacts', row: { id: 2 } },
      { resource: 'contacts', row: { id: 3 } },
    ]);
    expect(counts.inserted).toBe(3);
    expect(output.writableFinished).toBe(true);
  });

  test('takes the parser that it is given', async () => {
    const seen: unknown[] = [];
    const output = new Writable({
      objectMode: true,
      write: (chunk, _encoding, done) => {
        seen.push(chunk);
        done();
      },
    });
    const parseRow = (text: string): Record<string, unknown> => ({ length: text.length });
    const open = await rowsDestination(output, { parseRow }).open(START);
    await load(open, 'contacts', [outputBatch(['{}'])]);
    await open.close(REPORT);
    expect(seen).toEqual([{ resource: 'contacts', row: { length: 2 } }]);
  });

  test('refuses a Writable of bytes before anything is asked for', async () => {
    await expect(rowsDestination(new PassThrough()).open(START)).rejects.toMatchObject({
      code: 'DESTINATION_OPEN',
      message: expect.stringContaining('objectMode: true'),
    });
  });

  test('an error of the Writable fails the walk with its own words', async () => {
    const output = new Writable({
      objectMode: true,
      write: (_chunk, _encoding, done) => done(new Error('no such queue')),
    });
    const open = await rowsDestination(output, { name: 'queue' }).open(START);
    const { error } = await load(open, 'contacts', [outputBatch(['{}'])]);
    expect(String(error)).toContain('queue: writing rows failed, no such queue');
    expect(isClosedByReader(error)).toBe(false);
    await open.close(REPORT);
  });

  test('an error at the end of the Writable is an error of close', async () => {
    const output = new Writable({
      objectMode: true,
      write: (_chunk, _encoding, done) => done(),
      final: (done) => done(new Error('flush failed')),
    });
    const open = await rowsDestination(output).open(START);
    const { error } = await load(open, 'contacts', [outputBatch(['{}'])]);
    expect(error).toBeUndefined();
    await expect(open.close(REPORT)).rejects.toMatchObject({ code: 'DESTINATION_WRITE' });
  });
});
