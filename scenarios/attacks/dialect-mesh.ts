import type { AttackRow } from './attack.ts'
import { attempt, bearer, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { withHeaders, withMoreBeside } from './making/sending.ts'

const OF_SIDECAR = { class: 'POLICY', party: 'mesh-sidecar', needs: ['dialect', 'issuer-key'] } as const

/** The weaknesses of a mesh that no token alone shows. README.md says which cases show the others. */
export const DIALECT_MESH_ATTACKS: readonly AttackRow[] = [
  {
    ...OF_SIDECAR,
    id: 'dialect-mesh-preflight-unchecked',
    title: 'A token of a stranger, in what looks like a CORS preflight',
    severity: { level: 'medium', cwe: 306 },
    references: ['Envoy jwt_authn bypass_cors_preflight'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world, changed ? { signedBy: 'stranger' } : {})
      const fields = [['Origin', 'https://attacker.test'], ['Access-Control-Request-Method', 'GET']] as const // prettier-ignore
      const request = changed ? { ...withMoreBeside(token, ...fields), method: 'OPTIONS' } : bearer(token)
      return attempt([{ do: 'send', request }], [token])
    }),
  },
  {
    ...OF_SIDECAR,
    id: 'dialect-mesh-one-rule-is-enough',
    title: 'A token of a stranger in Authorization, and a good one where another rule looks',
    severity: { level: 'medium', cwe: 287 },
    references: ['Istio RequestAuthentication jwtRules', 'RFC 6750 §2'],
    expects: ['401 token', '400'],
    make: playing(async (world, changed) => {
      const [good, forged] = await Promise.all([makeToken(world), makeToken(world, { signedBy: 'stranger' })])
      const request = changed ? withMoreBeside(forged, ['X-Other-Token', good]) : bearer(good)
      return attempt([{ do: 'send', request }], changed ? [forged, good] : [good])
    }),
  },
  {
    ...OF_SIDECAR,
    id: 'dialect-mesh-cookie-goes-on',
    title: 'A good token in a cookie, and a service that says what it was sent',
    severity: { level: 'medium', cwe: 522 },
    references: ['Istio fromCookies'],
    expects: ['2xx', '401 bare'],
    watched: ['no-leak'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const request = changed ? withHeaders(['Cookie', `token=${token}`]) : bearer(token)
      return attempt([{ do: 'send', request }], [token])
    }),
  },
]
