import { Buffer } from 'node:buffer'
import { z, type ZodType } from 'zod'
import { houseSettings } from '#core/config/house'
import { faultsOf, readConfig, type SettingFault } from '#core/config/read-config'
import { kinds, setting, type Config, type Environment } from '#core/config/setting'
import { isLoopback } from '#core/http/loopback'

const someValue = z.string()

const SAYS_YES = new Set(['yes', 'true', '1', 'on'])
const SAYS_NO = new Set(['no', 'false', '0', 'off'])

/** A word for each, in any case. The sample takes any text for yes, `no` and `false` too: there it is a text that is not empty. */
const meantAsSaid = someValue
  .toLowerCase()
  .refine(
    (value) => SAYS_YES.has(value) || SAYS_NO.has(value),
    'is neither yes nor no (true and false, or 1 and 0, are taken, too)',
  )
  .transform((value) => SAYS_YES.has(value))

/** What stands in the sample until somebody fills it in. */
const filledIn = someValue.refine(
  (value) => !/^<.*>$/.test(value),
  'is what stands in the sample until somebody fills it in',
)

const optional = filledIn.transform((value) => value || undefined)

/** Empty: none. */
const orNone = <Value>(kind: ZodType<Value, string>) =>
  filledIn.transform((value, context): Value | undefined => {
    if (value === '') return undefined
    const read = kind.safeParse(value)
    if (read.success) return read.data
    for (const { message } of read.error.issues.slice(0, 1)) context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** The page's own settings, by the names of the sample. They are those of one command, so .env.example does not list them. */
export const webUiSettings = {
  shouldAuthenticate: setting('SHOULD_AUTHENTICATE', meantAsSaid, 'no', 'Who logs people in: yes, the page itself does; no, a gateway before it does, or nobody.'), // prettier-ignore
  issuerUrl: setting('ISSUER_BASE_URL', orNone(kinds.issuerUrl), '', 'The issuer of the tokens, as its discovery document says it: https://localhost:5443/login.'), // prettier-ignore
  clientId: setting('AUTH0_CLIENT_ID', optional, '', 'The client at the issuer for whom the ID tokens are: that of the gateway, or that of this page.'), // prettier-ignore
  clientSecret: setting('AUTH0_SECRET', optional, '', 'The secret of that client, where the page itself logs people in.'), // prettier-ignore
  randomSecret: setting('RANDOM_SECRET', optional, '', 'From it comes the key that seals sessions, where the page itself logs people in: openssl rand -base64 32.'), // prettier-ignore
  audience: setting('AUDIENCE', filledIn, 'https://webui', 'For whom the access tokens are.'),
  baseUrl: setting('BASE_URL', optional, '', 'Where browsers find this page, where it logs people in itself: https://webuitest.com.'), // prettier-ignore
  port: setting('PORT', kinds.port, '3000', 'Where it listens; --port wins.'),
  backends: setting('BACKENDS', someValue, '', 'Whom it asks, with commas between; --backend wins.'),
  host: houseSettings.host,
  leewaySeconds: houseSettings.leewaySeconds,
  logLevel: houseSettings.logLevel,
  logFormat: houseSettings.logFormat,
} as const

export type WebUiConfig = Config<typeof webUiSettings>

/** Bytes. What is shorter can be tried out. */
const LEAST_SECRET = 32

/** Different signs; of 32 random bytes in hex there are more. */
const LEAST_VARIETY = 8

/** @throws Error with every fault, a line each, and what to do */
export function readWebUiConfig(env: Environment): WebUiConfig {
  const faults = [...faultsOf([webUiSettings], env)]
  if (faults.length === 0) faults.push(...faultsTogether(readConfig(webUiSettings, env)))
  if (faults.length === 0) return readConfig(webUiSettings, env)
  const width = Math.max(...faults.map(({ variable }) => variable.length))
  const lines = faults.map(({ variable, message }) => `${variable.padEnd(width)}  ${message}`)
  throw new Error(`${lines.join('\n')}\nnpm run web-ui -- --help says what each setting is.`)
}

/** What one setting needs of another. */
function faultsTogether(config: WebUiConfig): SettingFault[] {
  const { shouldAuthenticate, issuerUrl, clientId, clientSecret, randomSecret, baseUrl } = config
  const faults: SettingFault[] = []
  const need = (variable: string, value: string | undefined, why: string) => {
    if (value === undefined) faults.push({ variable, message: `is missing: ${why}` })
  }
  if (!shouldAuthenticate) {
    if (issuerUrl !== undefined)
      need('AUTH0_CLIENT_ID', clientId, 'an ID token is for one client, and ISSUER_BASE_URL alone does not say which')
    if (clientId !== undefined) need('ISSUER_BASE_URL', issuerUrl, 'without it no token of a gateway can be verified')
  } else {
    const why = 'with SHOULD_AUTHENTICATE=yes the page itself logs people in'
    need('ISSUER_BASE_URL', issuerUrl, why)
    need('AUTH0_CLIENT_ID', clientId, why)
    need('AUTH0_SECRET', clientSecret, why)
    need('RANDOM_SECRET', randomSecret, why)
    need('BASE_URL', baseUrl, why)
    if (randomSecret !== undefined && Buffer.byteLength(randomSecret) < LEAST_SECRET)
      faults.push({
        variable: 'RANDOM_SECRET',
        message: `has ${Buffer.byteLength(randomSecret)} bytes, and needs ${LEAST_SECRET}: openssl rand -base64 32`,
      })
    else if (randomSecret !== undefined && new Set(randomSecret).size < LEAST_VARIETY)
      faults.push({
        variable: 'RANDOM_SECRET',
        message: 'has few different signs, and can be guessed: openssl rand -base64 32',
      })
    const fault = baseUrl === undefined ? undefined : faultOfAppUrl(baseUrl)
    if (fault !== undefined) faults.push({ variable: 'BASE_URL', message: `"${baseUrl}" ${fault}` })
  }
  if (issuerUrl !== undefined && !isSafeUrl(issuerUrl))
    faults.push({
      variable: 'ISSUER_BASE_URL',
      message: `"${issuerUrl}" is http on another machine: whoever is on the way chooses the keys. Use https`,
    })
  return faults
}

/**
 * Many programs have a variable of this name, so it is looked at where it counts alone.
 * @param address `https://webuitest.com`: a path would be a part of the application that this page does not know of
 */
function faultOfAppUrl(address: string): string | undefined {
  const { protocol = '', pathname = '', search = '' } = URL.canParse(address) ? new URL(address) : {}
  if (!/^https?:$/.test(protocol)) return 'is not an http:// or https:// URL'
  if (pathname + search !== '/') return 'has more than scheme, host and port'
  return isSafeUrl(address)
    ? undefined
    : 'is http on another machine: whoever is on the way reads the cookie of a session. Use https'
}

/** Over TLS, or within this machine. */
function isSafeUrl(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
}
