import type { PartyPortName } from '#core/config/parties'
import { isObject } from '#core/token/claims'
import type { AskProcess } from './ask.ts'

/** Where the process of the parties says that one of them is. @throws Problem peer-unreachable */
export async function partyPort(ask: AskProcess, party: PartyPortName): Promise<number | undefined> {
  const { body } = await ask('neighbours', { method: 'GET', path: '/' })
  const parties = isObject(body) ? body['parties'] : undefined
  const place = isObject(parties) ? parties[party] : undefined
  const port = typeof place === 'string' ? Number(/:(\d+)$/.exec(place)?.[1]) : NaN
  return Number.isInteger(port) ? port : undefined
}
