import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillReference } from '../../scripts/reference/fill-reference.ts';
import { KeyTables } from '../../scripts/reference/key-tables.ts';
import { parseYamlConfig } from '../../src/config/file/text-file.ts';
import { allSections } from '../../src/config/format/section.ts';
import { columnFilesFrom } from '../../src/config/json-schema/column-files.ts';
import { restApiSource } from '../../src/index.ts';
import { type TestFolder, testFolder } from '../support/crm.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['README.md', 'CONFIGURATION.md', 'MOVING-FROM-DLT.md'];
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

interface Block {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

/** Blocks of code in a language, as the pages have them. */
function blocksIn(language: string): readonly Block[] {
  return PAGES.flatMap((page) =>
    [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
      ({ index, 1: code = '' }) => ({
        page,
        line: read(page).slice(0, index).split('\n').length,
        code,
      }),
    ),
  );
}

/** Whatever name a configuration looks up. */
const env = new Proxy<Record<string, string>>({}, { get: (_, name) => variable(String(name)) });

function variable(name: string): string {
  return /URL$/.test(name) ? 'https://api.example.com' : `value of ${name}`.replaceAll(' ', '-');
}

describe('CONFIGURATION.md', () => {
  test('has the tables that the code makes (else: npm run reference)', () => {
    expect(fillReference(read('CONFIGURATION.md'))).toBe(read('CONFIGURATION.md'));
  });

  test('is not written where a key is in no table', () => {
    expect(() => fillReference('<!-- keys client -->\n<!-- end -->')).toThrow(
      /no table with .*resources\[\]\.name/,
    );
    expect(() => fillReference('<!-- keys cleint -->\n<!-- end -->')).toThrow(/no keys under/);
  });

  test('has a row for each key, with its default in a column of its own', () => {
    const table = new KeyTables().table(['client', 'client.retry']);
    expect(table.split('\n')).toContain(
      '| `retry.attempts` | whole number | 5 | Attempts in all; 1 means that nothing is sent again. |',
    );
    expect(table).toContain('| `base_url` | string | required |');
    expect(table).toContain('| `retry` * | object |');
  });
});

describe('MOVING-FROM-DLT.md', () => {
  test('names every key that is refused as not there', () => {
    const refused = [...allSections().values()].flatMap(
      ({ later = [], refused: reasons, renamed }) => [
        ...later,
        ...Object.keys({ ...reasons, ...renamed }),
      ],
    );
    const text = read('MOVING-FROM-DLT.md');
    expect([...new Set(refused)].filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
    expect(refused).toContain('parent_table_name');
  });
});

describe('configurations in YAML', () => {
  const blocks = blocksIn('yaml').filter(({ code }) =>
    /^(?:client|resources|resource_defaults):/m.test(code),
  );

  test('are there', () => expect(blocks.length).toBeGreaterThan(5));

  test.each(blocks.map((block) => [`${block.page}:${block.line}`, block.code]))(
    '%s is valid',
    (place, code) => {
      const part = parseYamlConfig(code, place) as object;
      const whole = { client: { base_url: 'https://api.example.com' }, resources: [], ...part };
      // the folder in which the files are that the pages name
      const config = columnFilesFrom(whole, join(ROOT, 'test/support/schemas')) as typeof whole;
      expect(() => restApiSource(config, { env })).not.toThrow();
    },
  );
});

describe('code in TypeScript', () => {
  const blocks = blocksIn('ts').filter(({ code }) => !code.includes("from './"));
  let folder: TestFolder;
  beforeAll(async () => {
    folder = await testFolder();
    const index = join(ROOT, 'src/index.ts');
    await writeFile(folder.file('package.json'), '{"type":"module"}');
    await Promise.all(
      blocks.map(({ code }, at) =>
        writeFile(folder.file(`block-${at}.ts`), code.replaceAll("'sluice'", `'${index}'`)),
      ),
    );
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  test('has no wrong type', async () => {
    const options = {
      typeRoots: [join(ROOT, 'node_modules/@types')],
      rewriteRelativeImportExtensions: false,
    };
    const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: options };
    await writeFile(
      folder.file('tsconfig.json'),
      JSON.stringify({ ...config, include: ['*.ts'], exclude: [] }),
    );
    const tsc = promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder.path]);
    const output = await tsc.then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    const where = (file: string, at: string): string => {
      const block = blocks[Number(at)];
      return `${block?.page}:${block?.line} ${file}`;
    };
    expect(output.replace(/\S*(block-(\d+)\.ts)/g, (_, file, at) => where(file, at))).toBe('');
  });

  test('makes valid configurations', async () => {
    const modules = blocks.flatMap(({ code, page, line }, at) =>
      code.includes('export default')
        ? [{ place: `${page}:${line}`, url: pathToFileURL(folder.file(`block-${at}.ts`)).href }]
        : [],
    );
    expect(modules.length).toBeGreaterThan(2);
    const script = `import { restApiSource } from ${JSON.stringify(join(ROOT, 'src/index.ts'))};
const env = new Proxy({}, { get: (_, name) => \`value-of-\${String(name)}\` });
for (const { place, url } of ${JSON.stringify(modules)}) {
  try { restApiSource((await import(url)).default, { env }); }
  catch (error) { console.log(place + ': ' + error.message); }
}`;
    await writeFile(folder.file('run.ts'), script);
    const flags = ['--conditions=sluice-source', '--import', 'tsx', folder.file('run.ts')];
    const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: ROOT });
    expect(stdout).toBe('');
  });
});

describe('links', () => {
  const links = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => [page, target] as const),
  ).filter(([, target]) => !/^https?:/.test(target));

  test.each(links)('%s: %s leads somewhere', (page, target) => {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? join(ROOT, page) : join(ROOT, dirname(page), file);
    expect(existsSync(path)).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(readFileSync(path, 'utf8'))).toContain(anchor);
  });
});

/** The anchors of headings, as GitHub makes them. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
