import { tokenRulesFor } from '#core/access/dialects/mesh/which-rules'
import type { Clock } from '#core/clock'
import { USER_AUDIENCE } from '#core/config/user-issuer'
import { Problem } from '#core/http/problem'
import { generateSigningKey } from '#core/keys/signing-key'
import type { Log } from '#core/log'
import { MESH_DEFAULTS, type MeshPolicies } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { signToken } from '#core/token/sign'
import { decideRequest } from '../../mesh/decide/decide-request.ts'
import { sayRequestDecider } from '../../mesh/decide/render-cases.ts'
import { createMeshPlane } from '../../mesh/plane.ts'
import { MESH_PARTIES, type MeshDecided, type MeshQuestion, type MeshUser } from '../pages/mesh/mesh-state.ts'
import type { AskProcess } from '../live/ask.ts'
import { branchesOf } from './branches.ts'
import { EDITOR_FILE } from './look-at-policies.ts'
import { sendLine } from './send-line.ts'
import { readMeshVariants } from './variants.ts'

/** Decides what policies would do, without a mesh; and sends the request where the mesh of scenario 12 can, by the same policies. */
export interface MeshDesk {
  /** @throws Problem for policies with errors */
  decide(policies: string, question: MeshQuestion): Promise<MeshDecided>
}

/** The port of every workload, as its policies speak of it. */
const PORT = 3000
const AN_HOUR_OF_SECONDS = 3600

/** No key set is fetched here, so none is said to be. */
const NOT_TOLD = { info() {}, warn() {} }

export interface MeshDeskParts {
  /** By which tokens are dated and judged. */
  machine: Clock
  log: Log
  ask: AskProcess
}

export function createMeshDesk({ machine, log, ask: askProcess }: MeshDeskParts): MeshDesk {
  // It stands for the key of every issuer whose keys would have to be fetched, and signs for nobody else.
  let key: ReturnType<typeof generateSigningKey> | undefined
  const ownKey = () => (key ??= generateSigningKey('ES256', machine.now()))

  const ask = async () => ({ status: 200, text: JSON.stringify({ keys: [(await ownKey()).publicJwk] }) })

  async function tokenOf(user: MeshUser, issuer: string): Promise<string> {
    const seconds = Math.floor(machine.now() / 1000)
    const iat = user === 'expired' ? seconds - 2 * AN_HOUR_OF_SECONDS : seconds
    const iss = user === 'other-issuer' ? 'https://other-issuer.example' : issuer
    const claims = { iss, sub: 'alice', aud: USER_AUDIENCE, iat, exp: iat + AN_HOUR_OF_SECONDS }
    const token = await signToken(claims, await ownKey(), 'JWT')
    return user === 'broken' ? `${token.slice(0, -4)}AAAA` : token
  }

  return {
    async decide(text, question) {
      const policies = policiesIn(text)
      const party = MESH_PARTIES.find(({ id }) => id === question.to) ?? MESH_PARTIES[0]
      if (!party) throw new Problem('not-found', `there is no workload "${question.to}"`)
      const workload = { namespace: party.namespace, name: party.app, labels: { app: party.app } }
      const [rule] = tokenRulesFor(workload, MESH_DEFAULTS.rootNamespace, policies.requestAuthentication)
      const plane = createMeshPlane({
        mesh: MESH_DEFAULTS,
        policies,
        clock: machine,
        machine,
        log,
        keyLog: NOT_TOLD,
        ask,
      })
      try {
        const rules = await plane.rulesOf(workload)
        const credentials =
          question.user === 'nobody'
            ? []
            : ['authorization', `Bearer ${await tokenOf(question.user, rule?.issuer ?? 'https://people.example')}`]
        const decided = await decideRequest(
          rules.now,
          {
            facts: {
              protocol: 'http',
              method: question.method,
              path: question.path,
              host: party.app,
              port: PORT,
              ...peerOf(question),
            },
            fields: ['host', party.app, ...credentials],
          },
          MESH_DEFAULTS,
        )
        const { decision, status, by } = decided
        const variant = (await readMeshVariants()).find(({ policies: known }) => known === text)?.id
        const sent = await sendLine({ ask: askProcess, machine }, question, { text, variant, issuer: rule?.issuer })
        return { question, decision, status, by: sayRequestDecider(by), branches: branchesOf(decided), sent }
      } finally {
        plane.close()
      }
    },
  }
}

function policiesIn(text: string): MeshPolicies {
  const { policies, faults } = readMeshPolicies([{ file: EDITOR_FILE, text }])
  const [fault] = faults
  if (fault)
    throw new Problem('invalid-input', `No mesh would take these policies: line ${fault.line}: ${fault.message}.`)
  return policies
}

function peerOf({ caller }: MeshQuestion): { peerUri?: string } {
  if (caller === 'plaintext') return {}
  const party = MESH_PARTIES.find(({ id }) => id === caller)
  const account = party ? `ns/${party.namespace}/sa/${party.serviceAccount}` : 'ns/default/sa/another'
  return { peerUri: `spiffe://${MESH_DEFAULTS.trustDomain}/${account}` }
}
