/** A table of a page: the first cell of a row is its name. */
export interface Table {
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

/** As the formatter of the project writes it. */
export function renderTable({ head, rows }: Table): string {
  const widths = head.map((title, at) => Math.max(3, ...[head, ...rows].map((row) => (row[at] ?? title).length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** The rows of all tables of a page that have this name, in their order. */
export function rowsOfName(page: string, name: string): string[][] {
  const rows = page.split('\n').filter((line) => line.startsWith(`| ${name} `))
  return rows.map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  )
}
