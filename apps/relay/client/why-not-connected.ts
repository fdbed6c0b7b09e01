import { errorText } from '#core/error-text'
import { CERTIFICATE_FAULT } from '#core/http/peer'
import { UpgradeGarbled } from './ask-upgrade.ts'
import { UpgradeRefused } from './upgrade-refused.ts'

/** Those after which it is worth a try to ask again, as Piko has them; so are errors of the network. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])

/** Who connects to what, for people. */
export interface WhoConnects {
  endpoint: string
  /** Where the relay is, for people. */
  relay: string
  /** Which port of it, and what the token must allow there. */
  port: 'upstream' | 'proxy'
}

/** @returns what a person has to do, as a sentence, where asking again with the same would not help */
export function whyNever(error: unknown, who: WhoConnects): string | undefined {
  if (error instanceof UpgradeGarbled)
    return `${who.relay} is not the ${who.port} port of a relay: ${error.message}. Set --connect.url.`
  if (!(error instanceof UpgradeRefused) || PASSING.has(error.status)) return undefined
  return adviceOf(error, who)
}

const RIGHTS = { upstream: 'piko.listen', proxy: 'piko.endpoints' } as const

/** Where a token is given, for people. */
const GIVE_TOKEN =
  '--connect.token=TOKEN, or --token-command=COMMAND, which gets a new one each time; in a file connect.token or connect.token_command'

function adviceOf({ status, message, hadToken }: UpgradeRefused, { endpoint, relay, port }: WhoConnects): string {
  const about = `The relay at ${relay} refuses the token for endpoint "${endpoint}": ${message}.`
  const without = `The relay at ${relay} wants a token for endpoint "${endpoint}", and none was shown: ${message}.`
  if (status === 401)
    return `${hadToken ? about : without} Show one that it believes and that is good for this endpoint: ${GIVE_TOKEN}.`
  if (status === 403)
    return `${about} Get one whose claim ${RIGHTS[port]} names this endpoint, and show it with --connect.token=TOKEN.`
  return `The relay at ${relay} does not take endpoint "${endpoint}": ${message}. Look whether that is its ${port} port, and set --connect.url.`
}

/** Why a try has failed, in a few words for a log. */
export function whyNotNow(error: unknown): string {
  const { code } = Object(error) as { code?: unknown }
  if (typeof code !== 'string') return errorText(error)
  if (CERTIFICATE_FAULT.test(code))
    return `its certificate is not believed (${code}): --connect.tls.root-cas names who is`
  return WHY_NOT_CONNECTED[code] ?? errorText(error)
}

const WHY_NOT_CONNECTED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there (is it running?)',
  ECONNRESET: 'it closed the connection without an answer',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP/1.1',
}
