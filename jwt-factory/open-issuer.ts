import type { SettingFault } from '#core/config/read-config'
import { addressesOf, isLoopback } from '#core/http/loopback'
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
