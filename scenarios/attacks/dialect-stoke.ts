import type { AttackRow } from './attack.ts'
import { attempt, bearer, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import type { AttackRequest, AttackStep } from './making/steps.ts'
import { CannotBeMade } from './world.ts'

/** Their path is a claim that the holder of the good token has. */
const OF_PEOPLE = { class: 'POLICY', party: 'stoke-people', needs: ['dialect', 'good-token'] } as const

/** The weaknesses of Stoke about people: what comes of a login, and who may change whom. README.md says which cases show the others. */
export const DIALECT_STOKE_ATTACKS: readonly AttackRow[] = [
  {
    ...OF_PEOPLE,
    id: 'dialect-stoke-a92-renewed-twice',
    title: 'A value that renews a token is used for a second time',
    severity: { level: 'high', cwe: 294 },
    references: ['Stoke A.9 item 2, ST-20', 'RFC 9700 §4.14.2'],
    expects: ['401'],
    make: playing(async (world, changed) => {
      const { renewal } = world
      if (renewal === undefined)
        throw new CannotBeMade(
          'it takes the value that renews the good token: give that with --renewal FILE, beside --token FILE',
        )
      const token = await makeToken(world)
      const renewing = withJson(token, 'POST', { refresh: renewal }, '/api/renew')
      const first: AttackStep = { do: 'send', request: renewing, preparation: true }
      return attempt([...(changed ? [first] : []), { do: 'send', request: renewing }], [token])
    }),
  },
  {
    ...OF_PEOPLE,
    id: 'dialect-stoke-a94-comma',
    title: 'Whoever may change claims writes a comma and S into one of their own, and may do everything from then on',
    severity: { level: 'critical', cwe: 269 },
    references: ['Stoke A.9 item 4, ST-3'],
    expects: ['400', '403 scope'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const request = changed ? withJson(token, 'PATCH', { value: 'C,S' }) : bearer(token)
      return attempt([{ do: 'send', request }], [token])
    }),
  },
  {
    ...OF_PEOPLE,
    id: 'dialect-stoke-a94-password-by-force',
    title: 'Whoever may change users sets the password of the superuser',
    severity: { level: 'critical', cwe: 269 },
    references: ['Stoke A.9 item 4'],
    expects: ['403 scope'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const body = { username: 'sadmin', newPassword: 'of the attacker', force: true }
      const request = changed ? withJson(token, 'PATCH', body, '/api/admin/localuser') : bearer(token)
      return attempt([{ do: 'send', request }], [token])
    }),
  },
]

/** @param path absent: that of the target */
function withJson(token: string, method: string, body: object, path?: string): AttackRequest {
  const headers = [...bearer(token).headers, ['Content-Type', 'application/json'] as const]
  return { method, ...(path !== undefined && { path }), headers, body: JSON.stringify(body) }
}
