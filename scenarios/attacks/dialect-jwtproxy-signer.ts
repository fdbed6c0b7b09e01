import type { AttackRow } from './attack.ts'
import { attempt, playing } from './making/bearing.ts'
import type { AttackRequest } from './making/steps.ts'
import type { AttackWorld } from './world.ts'

/** It signs for whoever comes, so nobody brings a token: what is asked is where it takes one. The listener of W13 speaks TLS. */
const OF_SIGNER = { class: 'POLICY', party: 'jwtproxy-signer', needs: ['dialect', 'listener', 'raw-socket'] } as const

/** The weaknesses of the signer of jwtproxy. docs/sidecars.md has the list. */
export const DIALECT_JWTPROXY_SIGNER_ATTACKS: readonly AttackRow[] = [
  {
    ...OF_SIGNER,
    id: 'dialect-jwtproxy-w10-signs-for-anybody',
    title: 'Somebody who is not of this machine asks for a signed request',
    severity: { level: 'high', cwe: 306 },
    references: ['jwtproxy W10'],
    expects: ['4xx'],
    make: throughSigner(({ listener }) => ({ method: 'GET', path: `${listener}/taken`, headers: [], raw: true })),
  },
  {
    ...OF_SIGNER,
    id: 'dialect-jwtproxy-w11-signs-for-every-host',
    title: 'The request is for a host that nobody has named, and it gets a token',
    severity: { level: 'high', cwe: 441 },
    references: ['jwtproxy W11'],
    expects: ['4xx'],
    watched: ['no-fetch'],
    make: throughSigner(({ listener }) => ({ method: 'GET', path: `${listener}/taken`, headers: [], raw: true })),
  },
  {
    ...OF_SIGNER,
    id: 'dialect-jwtproxy-w13-unchecked-certificate',
    title: 'A web socket goes to a host whose certificate nobody has signed',
    severity: { level: 'high', cwe: 295 },
    references: ['jwtproxy W13'],
    expects: ['4xx'],
    watched: ['no-fetch'],
    make: throughSigner(({ listener }) => ({
      method: 'GET',
      path: `${listener}/socket`,
      headers: [
        ['Connection', 'Upgrade'],
        ['Upgrade', 'websocket'],
        ['Sec-WebSocket-Version', '13'],
      ],
      raw: true,
    })),
  },
]

/** @param request with an address for a path (RFC 9112 §3.2.2); without one it goes where it may */
function throughSigner(request: (world: AttackWorld) => AttackRequest): AttackRow['make'] {
  return playing(async (world, changed) => {
    const plain: AttackRequest = { method: 'GET', headers: [], raw: true }
    return attempt([{ do: 'send', request: changed ? request(world) : plain }], [])
  })
}
