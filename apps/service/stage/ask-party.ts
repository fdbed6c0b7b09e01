import type { OutgoingHttpHeaders } from 'node:http'
import type { Clock } from '#core/clock'
import type { PartyName } from '#core/config/parties'
import { Problem } from '#core/http/problem'
import { asWritten } from '#core/trace/step'
import type { RequestContext } from '#core/trace/request-context'
import type { PlainAnswer, PlainCaller, PlainSent } from '../plain/plain-caller.ts'

export interface AskPartyParts {
  plainCaller: PlainCaller
  /** Of the machine. */
  clock: Clock
}

/** Asks a party at its address, as long as the play has time. @throws Problem that names the party */
export async function askParty(
  { plainCaller, clock }: AskPartyParts,
  { deadline }: RequestContext,
  party: PartyName,
  address: string,
  headers: OutgoingHttpHeaders,
  sent?: PlainSent,
): Promise<PlainAnswer> {
  const end = new AbortController()
  const stop = clock.every(Math.max(1, deadline - clock.monotonic()), () => end.abort())
  try {
    return await plainCaller.ask(address, headers, end.signal, undefined, sent)
  } catch (cause) {
    const members = { peer: party }
    if (end.signal.aborted)
      throw new Problem('peer-timeout', `${asWritten(party)} did not answer in time.`.replace(/^t/, 'T'), {
        members,
        cause,
      })
    const detail = `${asWritten(party).replace(/^t/, 'T')} cannot be reached: is "neighbours" running? npm run neighbours starts it.`
    throw new Problem('peer-unreachable', detail, { members, cause })
  } finally {
    stop()
  }
}
