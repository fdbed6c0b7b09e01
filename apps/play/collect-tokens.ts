import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { isGuest } from '#core/config/guest-services'
import { PARTIES, SIGNING_PARTIES } from '#core/config/parties'
import { patienceOf } from '#core/config/patience'
import { portsOf } from '#core/config/process-settings'
import { KEY_OWNERS, STARTED_NAMES } from '#core/config/processes'
import { askPlain, loopbackOf } from '#core/http/ask-plain'
import type { HeldToken } from '#core/trace/held-tokens'
import type { PlayConfig } from './config.ts'

/** What every process that signs has held of a play, and those that could not be asked, with what they said. */
export interface CollectedTokens {
  tokens: HeldToken[]
  missing: string[]
}

/** Who signs or fetches: each process that has keys, and parties whose tokens are held by the process that they share. */
const TOKEN_HOLDERS = [
  ...KEY_OWNERS.map((name) => ({ name, host: name, path: '' })),
  ...SIGNING_PARTIES.map((name) => ({ name, host: PARTIES[name].host, path: `/${name}` })),
].filter(({ host }) => STARTED_NAMES.includes(host))

/**
 * Asks whoever signs for the tokens of a play: on the plain port, by its loopback address, for they are given to programs of this machine
 * alone.
 */
export async function collectTokens(
  traceId: string,
  config: PlayConfig,
  clock: Clock,
  notAsked: readonly string[] = [],
): Promise<CollectedTokens> {
  const { plain } = portsOf(config)
  const { play: patience } = patienceOf(config)
  const host = loopbackOf(config.host)
  const ours = TOKEN_HOLDERS.filter((holder) => !isGuest(config, holder.host) && !notAsked.includes(holder.host)) // whoever is somebody's own holds none of ours
  const answers = await Promise.all(
    ours.map(async ({ name, host: process, path }) => {
      try {
        return {
          tokens: await fetchTokens(
            { host, port: plain[process], path: `${path}/traces/${traceId}/tokens`, patience },
            clock,
          ),
          missing: [],
        }
      } catch (error) {
        return { tokens: [], missing: [`${name}: ${errorText(error)}`] }
      }
    }),
  )
  return { tokens: answers.flatMap(({ tokens }) => tokens), missing: answers.flatMap(({ missing }) => missing) }
}

async function fetchTokens(
  at: { host: string; port: number; path: string; patience: number },
  clock: Clock,
): Promise<HeldToken[]> {
  const asked = { ...at, method: 'GET' }
  const { status, text } = await askPlain(asked, clock)
  const body: unknown = JSON.parse(text)
  if (status === 200 && Array.isArray(body)) return body
  const { detail } = Object(body)
  throw new Error(typeof detail === 'string' ? detail : `it answered ${status}`)
}
