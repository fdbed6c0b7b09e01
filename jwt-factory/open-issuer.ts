import type { RequestHandler } from 'express'
import { isLoopbackName } from '#core/config/plain-url'
import type { SettingFault } from '#core/config/read-config'
import { nameIn } from '#core/http/guard'
import { isAskedHere } from '#core/http/local'
import { addressesOf, isLoopback } from '#core/http/loopback'
import { Problem } from '#core/http/problem'
import type { Log } from '#core/log'
import type { FactoryConfig } from './config.ts'

type Openness = Pick<FactoryConfig, 'open'>

/** What everybody is told where OPEN=1 is set. */
export const OPEN_NOTE = 'OPEN=1: any client, secret, audience, scope and claim is good'

/** For answers that say what is set. */
export const noteOpen = ({ open }: Openness): { open?: string } => (open ? { open: OPEN_NOTE } : {})

/** For whoever reads the log. */
export function warnOfOpen({ open }: Openness, log: Log): void {
  if (open) log.warn({ advice: `${OPEN_NOTE}. Without OPEN, clients.json says who gets tokens` }, 'issuer-is-open')
}

/** Whoever reaches an open issuer gets a token in any name: nobody beyond this machine may. */
export function openToOthers({ open, host }: Pick<FactoryConfig, 'open' | 'host'>): SettingFault[] {
  if (!open || addressesOf(host).every(isLoopback)) return []
  const message = 'is 1, but others can reach this HOST: with OPEN=1 it must be localhost, 127.0.0.1 or ::1'
  return [{ variable: 'OPEN', message }]
}

/**
 * Where the issuer is open, whoever asks must be a program of this machine: what listens at a loopback address is reached from
 * elsewhere by way of a proxy that stands before it.
 * @param url of the issuer: its name leads to this machine, which was looked at when the factory started
 * @throws Problem local-only
 */
export function onlyFromHere({ url }: Pick<FactoryConfig, 'url'>): RequestHandler {
  const own = nameIn(new URL(url).hostname)
  const isOwnName = (name: string) => name === own || isLoopbackName(name)
  return (request, _response, next) => {
    if (!isAskedHere(request, isOwnName)) throw new Problem('local-only', NOT_PASSED_ON)
    next()
  }
}

const NOT_PASSED_ON =
  'With OPEN=1 the issuer answers programs of this machine alone: by HTTP/1.1, at localhost or the name in FACTORY_URL, and with no proxy between. Ask it directly, or start it without OPEN.'
