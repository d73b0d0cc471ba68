/** A column of a table for a person. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand at the right of their column. Default: left. */
  readonly align?: 'left' | 'right';
  /** Colours the cell, which is padded by then: escape codes have no width. */
  readonly paint?: (row: Row, padded: string) => string;
}

/** A line of titles and one for each row, in columns as wide as they need to be. */
export function renderTextTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  paintHead: (line: string) => string = (line) => line,
): string {
  const cells = columns.map(({ title, cell, align }) => {
    const texts = rows.map(cell);
    const width = Math.max(title.length, ...texts.map(({ length }) => length));
    const pad = (text: string): string =>
      align === 'right' ? text.padStart(width) : text.padEnd(width);
    return { title: pad(title), texts: texts.map(pad) };
  });
  const head = paintHead(cells.map(({ title }) => title).join('  '));
  const body = rows.map((row, at) =>
    columns
      .map(({ paint }, column) => {
        const padded = cells[column]?.texts[at] ?? '';
        return paint === undefined ? padded : paint(row, padded);
      })
      .join('  ')
      .trimEnd(),
  );
  return [head.trimEnd(), ...body].join('\n');
}
