import { CLIENT_SETTING_NAMES } from './client-settings.ts'
import { versionOf, versionsOf } from './installed.ts'
import { renderTable, rowsOfName } from './markdown-table.ts'
import { JUDGED_HEAD, KEYS_HEAD, rowsOf, type MeasuredOf } from './verifier-rows.ts'
import { TOKEN_CLIENTS } from './token-clients.ts'
import { TRIED } from './tried.ts'
import type { Outcomes } from './use-clients.ts'
import { settingMark, type OutcomesAt } from './use-everywhere.ts'
import { gapOf } from './version-gap.ts'
import { VERIFIERS, type VerifierRow } from './verifiers.ts'

/** What was asked here, and what was found. */
export interface Found {
  verifiers: readonly VerifierRow[]
  measured: MeasuredOf
  outcomes: ReadonlyMap<string, Outcomes>
  outcomesAt: OutcomesAt
}

const SETTINGS_HEAD = ['client', ...CLIENT_SETTING_NAMES.map((name) => `\`${name.replace(' ', '`, `')}\``)]

/**
 * Renders docs/interop.md.
 * @param page as it is: what cannot be asked here, or is of another version, keeps its rows
 */
export function renderPage(page: string, { verifiers, measured, outcomes, outcomesAt }: Found): string {
  const rows = VERIFIERS.map((row) => {
    const written = rowsOfName(page, row.name)
    const version = verifiers.includes(row) ? versionsOf(row) : undefined
    if (version !== undefined && gapOf(row, version, written) === false) return rowsOf(row, version, measured)
    const [judged = [], keys = []] = written
    return [judged, keys] as const
  })
  const judged = renderTable({ head: JUDGED_HEAD, rows: rows.map(([first]) => first) })
  const keys = renderTable({ head: KEYS_HEAD, rows: rows.map(([, second]) => second) })
  const clients = TOKEN_CLIENTS.map((row) => {
    const written = rowsOfName(page, row.name)
    const [version, outcome] = [versionOf(row.source), outcomes.get(row.name)]
    if (version === undefined || outcome === undefined || gapOf(row, version, written) !== false) {
      const [asItIs = [], atSettings = []] = written
      return [asItIs, atSettings] as const
    }
    const marks = CLIENT_SETTING_NAMES.map((setting) => {
      const at = outcomesAt.get(setting)?.get(row.name)
      return at ? settingMark(row, setting, at) : ''
    })
    return [
      [row.name, version, ...TRIED.map((tried) => outcome[tried].mark)],
      [row.name, ...marks],
    ] as const
  })
  const used = renderTable({ head: ['client', 'version', ...TRIED], rows: clients.map(([first]) => first) })
  const usedAt = renderTable({ head: SETTINGS_HEAD, rows: clients.map(([, second]) => second) })
  return `# Clients and verifiers that we did not write

Which clients and verifiers of others work with the factory, and what was found in them. Each of them is run by \`npm test\`, with its own quick start as its documents have it: nothing but the URL of the issuer
and the CA is changed. The quick starts stand in \`tests/interop\`, one file each. Those of npm have a package of their own, so
that the sandbox itself stays small; those of Debian are tested where they are installed.

\`\`\`sh
npm ci --prefix tests/interop
npm test -- tests/interop
\`\`\`

The tables are made by that test, which writes them anew when it is run with \`-u\`. What a machine has not installed, or has in
another version than the table says, is skipped, and the run says why; its rows stay as they
are until somebody takes them out.

## Tokens

What each makes of access tokens: ✓ is right, that is, the good ones are believed and the others are not. "As it is" is its quick
start before an issuer that nobody has set: it signs by ES256, and its tokens are of the type \`at+jwt\`. Some must be told the one
algorithm that they are to believe, and most quick starts say RS256; the column has where they are told. aws-jwt-verify reads no
discovery: without a \`jwksUri\` it looks for the key set at \`/.well-known/jwks.json\` below the issuer, where it stands.
get-jwks does the same, but with \`providerDiscovery\`.

"It needs" names settings of which one is enough. Those in quotes stand in \`clients.json\`, at the audience:
\`"orders-api": {"audience": "https://api.example.com", "algorithm": "RS256"}\`. The others are its own. "As its users set it" is all of
them, one after the other, and RS256 where nothing is needed.

${judged}

## Keys that change

How long each takes to hear of a change. A prepared key has been published for a while before it signs, as
the timer does it; the others sign as soon as they are made (\`POST /keys\`), when the client has just fetched the key set, or are
taken out at once (\`DELETE /keys/:kid\`). How long a client keeps keys is its own affair: it is no fault of the issuer, and you
should know it. Each is measured as it is and as its users set it, and the test has a rule for each. It is asked seldom;
who does not hear of a revocation while it is asked often is named as that. [The drill](keys-that-change.md) asks those of npm in each second.

${keys}

## Clients that ask for tokens

What each can do, mostly by client credentials: ✓ works, ✗ does not, and – is what the client does not know. Discovery is what it reads
before it does anything else; Authlib and openid_connect are asked to validate it, too. An odd secret has \`:\`, \`/\`, \`+\`, \`%\`
and a space in it, and is sent in the header. For a wrong one, the column has the code that the client tells. MSAL for Python
looks for a tenant's issuer at \`/v2.0\` below its authority: with \`https://localhost:5443/issuers\` that is the issuer named v2.0.

"Its certificate" is that of RFC 8705 (\`tls_client_auth\`), of the CA of the sandbox, which goes over TLS alone: at
\`http://localhost:5555\` nobody can show it. "Its assertion alone" is the service account of Google's libraries: they sign an
assertion for the token endpoint, which lives for an hour, and send nothing else (\`jwt-bearer\`, with \`"assertionAlone": true\` in
\`clients.json\`). That of Go is x/oauth2/jwt.
Those of Node and Python (google-auth-library 11, google-auth 2) work as well, and have no row, for more than the URL must be changed:
they sign for Google, whatever they are told, until a further claim says otherwise (\`additionalClaims: { aud }\`,
\`with_claims({"aud": …})\`), and that of Node has the address of Google built in, so that its \`transporter\` must lead here.

${used}

All of it again where the issuer is set as users set it, one setting at a time: ✓ is that the client does there whatever it does above,
and "with" is what it must be told for it. With \`FACTORY_ISSUER=discovery\`, \`clients.json\` has
\`"audience": "https://api.example.com/…", "algorithm": "RS256", "tokenType": "JWT"\` at the client. With \`OAUTH_JSON=on\`, who can send JSON does,
and the others send forms as ever. With \`OPEN=1\` nobody is registered, and a wrong secret is as good as any. "Not
applicable" is a setting about assertions for a client that makes none.

${usedAt}
`
}
