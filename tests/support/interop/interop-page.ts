import { versionOf } from './installed.ts'
import { renderTable, rowsOfName } from './markdown-table.ts'
import { JUDGED_HEAD, KEYS_HEAD, rowsOf, type MeasuredOf } from './verifier-rows.ts'
import { VERIFIERS, type VerifierRow } from './verifiers.ts'

/**
 * Renders docs/interop.md.
 * @param page as it is: what cannot be asked here, or is of another version, keeps its rows
 * @param present those that were asked
 */
export function renderPage(page: string, present: readonly VerifierRow[], measured: MeasuredOf): string {
  const rows = VERIFIERS.map((row) => {
    const [judged, keys] = rowsOfName(page, row.name)
    const version = present.includes(row) ? versionOf(row.source) : undefined
    if (version === undefined || (judged && keys && judged[1] !== version)) return [judged ?? [], keys ?? []] as const
    return rowsOf(row, version, measured)
  })
  const judged = renderTable({ head: JUDGED_HEAD, rows: rows.map(([first]) => first) })
  const keys = renderTable({ head: KEYS_HEAD, rows: rows.map(([, second]) => second) })
  return `# Clients and verifiers that we did not write

Each of them is run by \`npm test\`, with its own quick start as its documents have it: nothing but the URL of the issuer
and the CA is changed. The quick starts stand in \`tests/interop\`, one file each. Those of npm have a package of their own, so
that the sandbox itself stays small; those of Debian are tested where they are installed.

\`\`\`sh
npm ci --prefix tests/interop
npm test -- tests/interop
\`\`\`

The tables are made by that test, which writes them anew when it is run with \`-u\`. What a machine has not installed, or has in
another version, is skipped and named as that, and its rows stay as they are.

## Tokens

What each makes of access tokens: ✓ is right, that is, the good ones are believed and the others are not. "It needs" names
the one setting without which it believes nothing.

${judged}

## Keys that change

How long each takes to hear of a change. A prepared key has been published for a while before it signs, as
the timer does it; the others sign as soon as they are made (\`POST /keys\`), or are taken out at once
(\`DELETE /keys/:kid\`). How long a client keeps keys is its own affair: it is no fault of the issuer, and you should know it.

${keys}
`
}
