import type { AttackRow } from './attack.ts'
import { attempt, bearer, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { judging, withHeaders } from './making/sending.ts'

const OF_GATEWAY = { class: 'POLICY', party: 'kong-gateway', needs: ['dialect', 'issuer-key'] } as const

/** The weaknesses of the jwt plugin of Kong that no token alone shows. README.md says which cases show the others. */
export const DIALECT_KONG_ATTACKS: readonly AttackRow[] = [
  {
    ...OF_GATEWAY,
    id: 'dialect-kong-forged-is-anonymous',
    party: 'kong-gateway-anonymous',
    title: 'A token of a stranger, where a request without one is let in as anonymous',
    severity: { level: 'high', cwe: 636 },
    references: ['Kong KJ-7', 'RFC 6750 §3.1'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world, changed ? { signedBy: 'stranger' } : {})
      return attempt([judging(token)], [token])
    }),
  },
  {
    ...OF_GATEWAY,
    id: 'dialect-kong-options-unchecked',
    title: 'OPTIONS, with no token and nothing else of a preflight',
    severity: { level: 'medium', cwe: 306 },
    references: ['Kong run_on_preflight'],
    expects: ['401 bare'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const request = changed ? { ...withHeaders(), method: 'OPTIONS' } : bearer(token)
      return attempt([{ do: 'send', request }], changed ? [] : [token])
    }),
  },
  {
    ...OF_GATEWAY,
    id: 'dialect-kong-token-in-query',
    title: 'A good token in the query, under the name jwt, where logs see it',
    severity: { level: 'medium', cwe: 598 },
    references: ['Kong KJ-1', 'RFC 9700 §4.3.2'],
    expects: ['401 bare', '400'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const request = changed ? { ...withHeaders(), query: `jwt=${token}` } : bearer(token)
      return attempt([{ do: 'send', request }], [token])
    }),
  },
  {
    ...OF_GATEWAY,
    id: 'dialect-kong-token-goes-on',
    title: 'A good token, and a service that says what it was sent',
    severity: { level: 'medium', cwe: 522 },
    references: ['Kong KJ-6'],
    expects: ['2xx'],
    watched: ['no-leak'],
    make: playing(async (world) => {
      const token = await makeToken(world)
      return attempt([judging(token)], [token])
    }),
  },
]
