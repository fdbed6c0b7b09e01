import type { ToldRegistry, ToldRegistryKey, ToldService } from '#core/control/told-registry'
import { table } from '#core/process/help'

/** A line for each key that is or may be in use; those that are over are counted. */
export function renderRegistry({ services, pending, count }: ToldRegistry): string[] {
  if (count === 0) return ['  No service has published a key.']
  const wait = pending === 0 ? '' : `, and ${pending} of their keys ${pending === 1 ? 'waits' : 'wait'} for approval`
  return [...renderServices(services), `  ${count} ${count === 1 ? 'service' : 'services'}${wait}`]
}

export const renderServices = (services: readonly ToldService[]): string[] =>
  table(
    services.flatMap(({ service, keys }) => {
      const living = keys.filter(({ state }) => !OVER.has(state))
      const rows = living.map((key) => [service, key.kid, key.algorithm ?? '', sayKeyState(key)])
      const over = keys.length - living.length
      return over === 0
        ? rows
        : [...rows, [service, over === 1 ? 'and one that is over' : `and ${over} that are over`, '', '']]
    }),
  )

const OVER: ReadonlySet<ToldRegistryKey['state']> = new Set(['ended', 'expired', 'revoked'])

const APPROVED_BY = { first: 'unseen: the first of its service', person: 'by a person', rotation: 'by rotation' }

function sayKeyState({ state, approvedBy, expiresAt, endsAt }: ToldRegistryKey): string {
  const by = state === 'approved' && approvedBy ? ` ${APPROVED_BY[approvedBy]}` : ''
  const end = Math.min(expiresAt ?? Infinity, endsAt ?? Infinity)
  return `${state}${by}${Number.isFinite(end) ? `, until ${new Date(end).toISOString()}` : ''}`
}
