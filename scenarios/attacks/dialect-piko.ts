import type { AttackRow } from './attack.ts'
import { attempt, bearer, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { judging } from './making/sending.ts'
import type { AttackRequest } from './making/steps.ts'
import { CannotBeMade } from './world.ts'

const OF_RELAY = { class: 'POLICY', party: 'piko-relay', needs: ['dialect', 'issuer-key'] } as const

/** The weaknesses of Piko about endpoints, of which other services know nothing. README.md says which cases show the others. */
export const DIALECT_PIKO_ATTACKS: readonly AttackRow[] = [
  {
    ...OF_RELAY,
    id: 'dialect-piko-no-endpoints-is-all',
    title: 'Its list of endpoints is empty, or not there',
    severity: { level: 'high', cwe: 863 },
    references: ['Piko PK-6'],
    expects: ['403 scope'],
    make: playing(async (world, changed) => {
      const rights = { 'none is named': {}, 'an empty list': { endpoints: [] } }
      const all = changed ? rights : { 'as its issuer says': world.good().claims['piko'] }
      return Promise.all(
        Object.entries(all).map(async ([label, piko]) => {
          const token = await makeToken(world, { claims: { piko } })
          return attempt([judging(token)], [token], label)
        }),
      )
    }),
  },
  {
    ...OF_RELAY,
    id: 'dialect-piko-connect-is-listen',
    party: 'piko-agents',
    title: 'Whoever may connect to an endpoint listens for it, and gets the requests of others',
    severity: { level: 'high', cwe: 863 },
    references: ['Piko B.8'],
    needs: ['dialect', 'issuer-key', 'raw-socket'],
    expects: ['403 scope'],
    make: playing(async (world, changed) => {
      const { endpoint } = world.target
      if (endpoint === undefined) throw new CannotBeMade('it takes an endpoint of a relay')
      const piko = { endpoints: [endpoint], ...(!changed && { listen: [endpoint] }) }
      const token = await makeToken(world, { claims: { piko } })
      return attempt([{ do: 'send', request: listening(token) }], [token])
    }),
  },
  {
    ...OF_RELAY,
    id: 'dialect-piko-token-goes-on',
    title: 'A good token, and a service that says what it was sent',
    severity: { level: 'medium', cwe: 522 },
    references: ['Piko PK-8'],
    expects: ['2xx'],
    watched: ['no-leak'],
    make: playing(async (world) => {
      const token = await makeToken(world)
      return attempt([judging(token)], [token])
    }),
  },
]

/** An agent asks for its tunnel. */
function listening(token: string): AttackRequest {
  const { method, headers } = bearer(token)
  return { method, headers: [...headers, ['Connection', 'Upgrade'], ['Upgrade', 'piko-tunnel']], raw: true }
}
