import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { NEEDED_FILES, tooFewFiles } from '../../../src/cli/open-files.ts';
import { compiled } from '../../support/build-for-children.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line with a limit of open files. */
function runWith(files: number, ...args: string[]): Promise<Ended> {
  const main = compiled('src/cli/main.ts');
  return new Promise((resolve) => {
    const shell = ['-c', `ulimit -n ${files}; exec "$@"`, 'sh', process.execPath, main, ...args];
    execFile('sh', shell, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

test.skipIf(process.platform === 'win32')(
  'too few open files are told in one line, before the loader fails for them',
  async () => {
    for (const files of [32, 64, 128, NEEDED_FILES]) {
      const { code, stderr } = await runWith(files, 'check', 'none.json');
      expect(stderr).toMatch(/^error: this process may open only \d+ files more, .*ulimit -n.*\n$/);
      expect(code).toBe(1);
    }
    // everything is loaded here, and then there is no such file
    const enough = await runWith(NEEDED_FILES + 40, 'check', 'none.json');
    expect(enough.stderr).toContain('none.json');
    expect(enough.stderr).not.toContain('EMFILE');
    expect(enough.code).toBe(2);
  },
);

test('enough files are no problem, and are closed again', () => {
  for (let i = 0; i < 100; i++) expect(tooFewFiles()).toBeUndefined();
});
