import { accessSync, constants, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Where Linux keeps files in memory. The databases of the tests write through to the disk at each commit else. */
const MEMORY = '/dev/shm';
const NEEDED_BYTES = 8 * 1024 ** 3;

function hasRoomInMemory(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= NEEDED_BYTES;
  } catch {
    return false;
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-for-children.ts'],
    setupFiles: ['test/support/fresh-registry.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
    // no test replaces a module, so that the files of a worker can share them
    isolate: false,
    env: hasRoomInMemory() ? { TMPDIR: MEMORY } : {},
  },
});
