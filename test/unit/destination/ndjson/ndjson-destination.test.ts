import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isClosedByReader } from '../../../../src/destination/ndjson/closed-by-reader.ts';
import { ndjsonDestination } from '../../../../src/destination/ndjson/ndjson-destination.ts';
import type { Batch } from '../../../../src/model.ts';
import { load, outputBatch, REPORT, START, target } from '../../../support/output-batch.ts';

describe('ndjsonDestination', () => {
  test('writes each row text as it stands, one write for a batch', async () => {
    const writes: string[] = [];
    const output = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        writes.push(chunk);
        done();
      },
    });
    const open = await ndjsonDestination(output).open(START);
    const batch = outputBatch(['{"id":9007199254740993,"x":1.0}', '{"id":2}']);

    const { counts } = await load(open, 'con"tacts', [batch, outputBatch([])]);
    await open.close(REPORT);

    expect(writes).toEqual([
      '{"resource":"con\\"tacts","row":{"id":9007199254740993,"x":1.0}}\n{"resource":"con\\"tacts","row":{"id":2}}\n',
    ]);
    expect(counts).toMatchObject({
      inserted: 2,
      updated: 0,
      discarded: 0,
      staged: 0,
      warnings: [],
    });
    expect(output.writableEnded).toBe(false);
    expect(output.listenerCount('error')).toBe(0);
  });

  test('lines of several resources never mix, whatever the batches and the pace of the reader', async () => {
    const batches = fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(batches, { minLength: 1, maxLength: 4 }), async (resources) => {
        const output = new PassThrough({ highWaterMark: 16 });
        const all = text(output);
        const open = await ndjsonDestination(output).open(START);
        await Promise.all(
          resources.map((own, r) =>
            load(
              open,
              `r${r}`,
              own.map((ids) => outputBatch(ids.map((id) => `{"id":${id}}`))),
            ),
          ),
        );
        await open.close(REPORT);
        output.end();
        const lines = (await all)
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
        for (const [r, own] of resources.entries()) {
          const mine = lines.filter((line) => line.resource === `r${r}`);
          expect(mine.map((line) => line.row.id)).toEqual(own.flat());
        }
        expect(lines).toHaveLength(resources.flat(2).length);
      }),
      { numRuns: 50 },
    );
  });

  test('a reader that does not read holds the walk back', async () => {
    const output = new PassThrough({ highWaterMark: 16 });
    const open = await ndjsonDestination(output).open(START);
    let asked = 0;
    async function* endless(): AsyncGenerator<Batch> {
      for (asked = 1; asked <= 1000; asked += 1) {
        yield outputBatch([`{"id":${asked}}`]);
      }
    }
    const done = load(open, 'contacts', endless());
    // what can move has moved after some turns of the event loop
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(asked).toBeLessThan(10);

    output.resume();
    expect((await done).counts.inserted).toBe(1000);
    await open.close(REPORT);
  });

  test('a reader that leaves ends all walks, also one that waits for its next page', async () => {
    const output = new PassThrough();
    output.once('data', () => setImmediate(() => output.destroy()));
    const open = await ndjsonDestination(output).open(START);
    let asked = 0;
    const waiting = new Readable({
      objectMode: true,
      highWaterMark: 1,
      read() {
        if (asked++ === 0) this.push(outputBatch(['{"id":1}']));
      },
    });
    const { counts, error } = await load(open, 'contacts', waiting);

    expect(isClosedByReader(error)).toBe(true);
    expect(isClosedByReader(new Error('wrapped', { cause: error }))).toBe(true);
    expect(String(error)).toContain('stdout: the reader closed it');
    expect(counts.inserted).toBe(1);
    expect(waiting.destroyed).toBe(true);
    const late = await load(open, 'deals', [outputBatch(['{"id":1}'])]);
    expect(isClosedByReader(late.error)).toBe(true);
    expect(late.counts.inserted).toBe(0);
    await open.close(REPORT);
  });

  test.each([
    ['EPIPE', true],
    ['ECONNRESET', true],
    ['ENOSPC', false],
  ])('a write that fails with %s is a reader that left: %s', async (code, expected) => {
    const output = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
    });
    const open = await ndjsonDestination(output, 'rows.ndjson').open(START);
    const { counts, error } = await load(open, 'contacts', [outputBatch(['{}', '{}'])]);

    expect(isClosedByReader(error)).toBe(expected);
    expect(error).toMatchObject({ code: 'DESTINATION_WRITE', cause: { code } });
    expect(String(error)).toContain('rows.ndjson: ');
    expect(counts).toMatchObject({ inserted: 0, discarded: 2 });
    await open.close(REPORT);
  });

  test('a failure before anything listens to the writer ends no process', async () => {
    const output = new PassThrough();
    const open = await ndjsonDestination(output).open(START);
    const writer = await open.writer(target('contacts'));
    output.destroy();
    await new Promise((resolve) => writer.stream.once('close', resolve));
    expect(isClosedByReader(writer.stream.errored)).toBe(true);
    await open.close(REPORT);
  });

  test('a page that is sent again counts once, and the warning says that its rows are there twice', async () => {
    const output = new PassThrough();
    output.resume();
    const open = await ndjsonDestination(output).open(START);
    const { counts } = await load(open, 'contacts', [
      outputBatch(['{"id":1}', '{"id":2}']),
      outputBatch(['{"id":3}'], { page: 2 }),
      { kind: 'page_void', pass: 1, page: 2, isSentAgain: true },
      outputBatch(['{"id":3}', '{"id":4}'], { page: 2 }),
      outputBatch(['{"id":5}'], { page: 2 }),
    ]);
    await open.close(REPORT);
    expect(counts).toMatchObject({ inserted: 5, resent: 1 });
    expect(counts.warnings).toEqual([
      expect.stringMatching(
        /^contacts, page 2: it broke off after 1 of its rows .* follows them\.$/,
      ),
    ]);
  });

  test('rows of a page that failed for good stay in the output and count as resent', async () => {
    const output = new PassThrough();
    const all = text(output);
    const open = await ndjsonDestination(output).open(START);
    const { counts } = await load(open, 'contacts', [
      outputBatch(['{"id":1}']),
      outputBatch(['{"id":2}'], { page: 2, isProvisional: true }),
      { kind: 'page_void', pass: 1, page: 2, isSentAgain: false },
    ]);
    await open.close(REPORT);
    output.end();
    expect((await all).match(/\n/g)).toHaveLength(2);
    expect(counts).toMatchObject({ inserted: 1, resent: 1 });
    expect(counts.warnings).toEqual([expect.stringContaining('the rest never came')]);
  });
});
