import { dirname, join } from 'node:path'
import { UsageFault } from '#core/process/command-line'
import { shellWord } from '#core/process/quote-for-shell'

/** How programs of some runtimes are made to trust an authority. */
interface Trusting {
  runtimes: readonly string[]
  /** What it is for, and what to know about it. */
  about: string
  lines: (caFile: string) => string[]
}

/** For the shell in which the program is started. */
const variable = (name: string, value: string) =>
  process.platform === 'win32' ? `set "${name}=${value}"` : `export ${name}=${shellWord(value)}`

/** OpenSSL and those that go by its variable take the file in place of all authorities that they know. */
const IN_PLACE = 'in place of the authorities that it knows'

/** Beside the authority, so that it goes with it. */
const javaStore = (caFile: string) => join(dirname(caFile), 'jwt-sandbox-trust.p12')

/** keytool does not put an authority in the place of an earlier one. */
const withoutFile = (path: string) =>
  process.platform === 'win32' ? `if exist "${path}" del "${path}"` : `rm -f ${shellWord(path)}`

const TRUSTING: readonly Trusting[] = [
  {
    runtimes: ['node', 'bun'],
    about: 'Node and Bun: beside the authorities that they know, set before they start',
    lines: (caFile) => [variable('NODE_EXTRA_CA_CERTS', caFile)],
  },
  {
    runtimes: ['node-program'],
    about: 'inside a Node program (22.19, 24.5 or newer), before its first call',
    lines: (caFile) => [
      "import { readFileSync } from 'node:fs'",
      "import { getCACertificates, setDefaultCACertificates } from 'node:tls'",
      `setDefaultCACertificates([...getCACertificates('default'), readFileSync(${JSON.stringify(caFile)}, 'utf8')])`,
    ],
  },
  {
    runtimes: ['deno'],
    about: 'Deno',
    lines: (caFile) => [variable('DENO_CERT', caFile)],
  },
  {
    runtimes: ['curl'],
    about: `curl, ${IN_PLACE}; for one call: curl --cacert`,
    lines: (caFile) => [variable('CURL_CA_BUNDLE', caFile)],
  },
  {
    runtimes: ['python'],
    about: `Python: urllib (so PyJWT), httpx and aiohttp go by the first, requests by the second, ${IN_PLACE}`,
    lines: (caFile) => [variable('SSL_CERT_FILE', caFile), variable('REQUESTS_CA_BUNDLE', caFile)],
  },
  {
    runtimes: ['go', 'ruby', 'rust', 'dotnet', 'openssl'],
    about: `Go, Ruby, Rust (native certificates), .NET and whatever uses OpenSSL, on Linux, ${IN_PLACE}`,
    lines: (caFile) => [variable('SSL_CERT_FILE', caFile)],
  },
  {
    runtimes: ['php'],
    about: 'PHP: for its streams, and for curl in it',
    lines: (caFile) => [
      `php -d ${shellWord(`openssl.cafile=${caFile}`)} -d ${shellWord(`curl.cainfo=${caFile}`)} your-api.php`,
    ],
  },
  {
    runtimes: ['java'],
    about: `Java: a trust store beside the authority, then the JVM that is started here, ${IN_PLACE}`,
    lines: (caFile) => [
      withoutFile(javaStore(caFile)),
      `keytool -importcert -noprompt -alias jwt-sandbox -file ${shellWord(caFile)} -keystore ${shellWord(javaStore(caFile))} -storetype PKCS12 -storepass changeit`,
      variable(
        'JAVA_TOOL_OPTIONS',
        `"-Djavax.net.ssl.trustStore=${javaStore(caFile)}" -Djavax.net.ssl.trustStorePassword=changeit`,
      ),
    ],
  },
]

/** All that are known, by the names that a caller may choose. */
export const RUNTIMES: readonly string[] = TRUSTING.flatMap(({ runtimes }) => runtimes)

/**
 * The lines that make programs trust an authority, to be pasted into a shell as they stand.
 * @param caFile its certificate, by its whole path
 * @param runtime one of RUNTIMES: then its lines alone; all of them, each with a comment, where it is absent
 * @throws UsageFault for a runtime that is not known
 */
export function trustLines(caFile: string, runtime?: string): string[] {
  if (runtime === undefined)
    return TRUSTING.flatMap(({ about, lines }, at) => [...(at > 0 ? [''] : []), `# ${about}`, ...lines(caFile)])
  const one = TRUSTING.find(({ runtimes }) => runtimes.includes(runtime))
  if (one) return one.lines(caFile)
  throw new UsageFault(`--trust does not know "${runtime.slice(0, 40)}", only ${RUNTIMES.join(', ')}.`)
}
