import { z } from 'zod'
import type { Clock } from '#core/clock'
import type { KeySetRead } from '../issuer-side.ts'
import { PROBE_CALLER, type AskControl } from './ask-control.ts'

const capturedReads = z.object({
  requests: z.array(z.object({ at: z.iso.datetime(), path: z.string(), from: z.string().optional() })),
})

/**
 * Reads of a key set that the factory has seen since now, the earliest first: of very many, the last two thousand.
 * @param paths at which it stands
 */
export function createKeySetReads(ask: AskControl, clock: Clock, paths: readonly string[]) {
  const since = clock.now()
  return async (): Promise<readonly KeySetRead[]> => {
    const { requests } = capturedReads.parse(await ask('GET', '/control/requests?on=jwks'))
    const ahead = clock.monotonic() - clock.now() // it is captured by the time of day of this machine
    return requests
      .filter(({ path, from }) => from !== PROBE_CALLER && paths.includes(path.split('?', 1)[0] ?? ''))
      .map(({ at }) => Date.parse(at))
      .filter((at) => at >= since)
      .map((at) => ({ at: at + ahead }))
  }
}

const countedRequests = z.object({ count: z.int() })

/** Where the factory says whether a token is good: to whoever introspects it (RFC 7662), and as the sample does. */
const ASKED_ABOUT_TOKENS = ['introspect', 'verify']

/** How often the factory was asked whether a token is good, whoever asked. */
export const createTimesAsked = (ask: AskControl) => async (): Promise<number> => {
  const counts = ASKED_ABOUT_TOKENS.map(async (on) =>
    countedRequests.parse(await ask('GET', `/control/requests?on=${on}&last=1`)),
  )
  return (await Promise.all(counts)).reduce((sum, { count }) => sum + count, 0)
}
