import { USER_AUDIENCE, USER_ISSUER, USER_RING } from '#core/config/user-issuer'
import { inProject } from '#core/files/project-folder'
import { readRegularFile } from '#core/files/regular-file'
import type { TestSandbox } from '../../support/sandbox.ts'
import { keyFileIn } from '../../support/sign-by-file.ts'
import { leftOutBut, probeStrictRoute } from '../../support/strict-run.ts'
import { NOT_RUN_BY_RINGS, notRunByRsa, type ProbedParty } from './party.ts'

/** The page behind the ingress asks the backend, and shows what it answered. */
const ANSWERED_BY_THE_BACKEND = { in: 'json', path: ['backends', '0', 'status'], value: '200' } as const

/** So that the backend believes who comes by the ingress with a token of these issuers. */
async function demandTokens(sandbox: TestSandbox, requestAuthentication: string): Promise<void> {
  const files = ['policies/strict', 'policies/allow-nothing', 'policies/ingress-only', requestAuthentication, 'policies/caller-and-user'] // prettier-ignore
  const texts = await Promise.all(files.map((name) => readRegularFile(inProject(`deploy/kubernetes/${name}.yaml`))))
  const asked = { method: 'PUT', body: { policies: texts.join('---\n') } }
  const { status, text } = await sandbox.plain('neighbours', '/control/mesh', asked)
  if (status !== 200) throw new Error(`the policies are not taken: ${text}`)
}

const atTheIngress = (sandbox: TestSandbox) => ({
  url: `http://localhost:${sandbox.partyPorts.ingress}/`,
  also: ['lax-type'] as const,
  extraHeaders: [['accept', 'application/json']] as const,
  marker: ANSWERED_BY_THE_BACKEND,
  controlPort: sandbox.processes.neighbours.port,
})

/** Scenario 12: the mesh, whose policies name no audience. Scenario 16: the backend behind the login, whose policies name one. */
export const PROBED_MESHES = {
  mesh: {
    async probe(sandbox) {
      await demandTokens(sandbox, 'policies/token-optional')
      return probeStrictRoute(sandbox, {
        ...atTheIngress(sandbox),
        target: { issuer: USER_ISSUER, audience: USER_AUDIENCE, type: 'JWT', leewaySeconds: 60 },
        ring: USER_RING,
        claims: { sub: 'ada' },
      })
    },
    sent: 220,
    notRun: leftOutBut(NOT_RUN_BY_RINGS, 'leeway'),
  },
  'mesh with audiences': {
    async probe(sandbox) {
      await sandbox.plain('servicea', '/scenario16') // the login issuer is opened with the first login
      await demandTokens(sandbox, 'gloo/policies/request-authentication')
      return probeStrictRoute(sandbox, {
        ...atTheIngress(sandbox),
        target: { issuer: `https://localhost:${sandbox.factory.tlsPort}/login`, audience: 'https://webui', type: 'JWT', leewaySeconds: 60, algorithms: ['RS256'] }, // prettier-ignore
        keyFile: await keyFileIn(sandbox.keysFolder, 'jwt-factory', '@login@'),
        claims: { sub: '11' },
      })
    },
    sent: 215,
    notRun: notRunByRsa(leftOutBut(NOT_RUN_BY_RINGS, 'leeway')),
  },
} satisfies Record<string, ProbedParty>
