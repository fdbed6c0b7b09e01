import type { OutgoingHttpHeaders } from 'node:http'
import type { Clock } from '#core/clock'
import type { PartyName } from '#core/config/parties'
import { Problem } from '#core/http/problem'
import { asFirstWord } from '#core/trace/step'
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
  context: RequestContext,
  party: PartyName,
  address: string,
  headers: OutgoingHttpHeaders,
  sent?: PlainSent,
): Promise<PlainAnswer> {
  const { signal, stop } = untilDeadline(context, clock)
  try {
    return await plainCaller.ask(address, headers, signal, undefined, sent)
  } catch (cause) {
    throw unreachableParty(party, signal.aborted, cause)
  } finally {
    stop()
  }
}

/** A signal for the moment at which the play has no more time. Whoever asked for it stops it. */
export function untilDeadline(
  { deadline }: Pick<RequestContext, 'deadline'>,
  clock: Clock,
): { signal: AbortSignal; stop: () => void } {
  const end = new AbortController()
  const stop = clock.every(Math.max(1, deadline - clock.monotonic()), () => end.abort())
  return { signal: end.signal, stop }
}

/** Nobody answered: it was too late, or nobody is there. */
export function unreachableParty(party: PartyName, isLate: boolean, cause: unknown): Problem {
  const members = { peer: party }
  const name = asFirstWord(party)
  if (isLate) return new Problem('peer-timeout', `${name} did not answer in time.`, { members, cause })
  const detail = `${name} cannot be reached: is "neighbours" running? npm run neighbours starts it.`
  return new Problem('peer-unreachable', detail, { members, cause })
}
