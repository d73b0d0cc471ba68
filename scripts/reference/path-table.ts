import { compilePath } from '../../src/parse/json-path.ts';

/** What the paths of the table are followed in. */
const BODY = {
  data: {
    items: [
      { id: 1, name: 'Ada', tags: ['a', 'b'], state: 'open', 'first name': 'Ada' },
      { id: 2, name: 'Bo', tags: [], state: 'closed' },
    ],
  },
  '@odata.nextLink': '/items?page=2',
  'total-count': 2,
};

const PATHS: readonly (readonly [path: string, note: string])[] = [
  ['data.items[0].id', 'names with dots between them, places from 0'],
  ['$.data.items[-1].id', '`$` in front is the same; -1 is the last place'],
  ["['@odata.nextLink']", 'odd names in quotes'],
  ['total-count', 'letters, digits, `_` and `-` need none'],
  ["data.items[0]['first name']", ''],
  ['data.items[*].id', 'all of a list, or all values of an object'],
  ['data.items[0:1].id', 'slices'],
  ["data.items[0]['id','name']", 'several names'],
  ['$..tags[0]', 'at any depth'],
  ["data.items[?(@.state == 'open')].id", 'filters'],
  ["data.items[?@.id > 1 && @.state != 'open'].name", '`&&`, `||`, `!`, and comparisons by type'],
  ["data.items[?@['first name']].id", 'whether a name is there'],
  [
    "data.items[?search(@.name, '^A')].name",
    'functions of RFC 9535: `length`, `count`, `match`, `search`, `value`',
  ],
  ['data.nothing', 'no match'],
];

const REFUSED: readonly string[] = [
  'data.items.`len`',
  'a | b',
  '(a)',
  'items[?@.name =~ "x"]',
  'items[\\name]',
  'data.0.id',
  '@odata.nextLink',
];

/** The body, and what paths find in it: each is followed when this page is written. */
export function pathTable(): string {
  const found = PATHS.map(([path, note]) => [code(path), matches(path), note]);
  const refused = REFUSED.map((path) => [code(path), problem(path)]);
  return [
    '```json',
    bodyText(),
    '```',
    '',
    table(['path', 'finds', ''], found),
    '',
    'What dialects of Python have beyond that is refused, each with what to write instead:',
    '',
    table(['path', 'problem'], refused),
  ].join('\n');
}

/** One line for each row: the whole of it would be long. */
function bodyText(): string {
  const { data, ...rest } = BODY;
  const items = data.items.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
  const others = Object.entries(rest).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n  "data": { "items": [\n${items}\n  ] },\n${others.join(',\n')}\n}`;
}

function matches(path: string): string {
  const compiled = compilePath(path);
  if ('problem' in compiled) throw new Error(`${path} ${compiled.problem}`);
  const found = compiled.find(BODY).map((value) => JSON.stringify(value));
  return found.length === 0 ? 'nothing' : code(found.join(', '));
}

function problem(path: string): string {
  const compiled = compilePath(path);
  if (!('problem' in compiled)) throw new Error(`${path} is not refused.`);
  return compiled.problem;
}

/** Backticks inside of code need more of them around it. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
