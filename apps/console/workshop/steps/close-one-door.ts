import { alikeBut, askPolicies, policyOfBackend, saidOf } from '../mesh-seen.ts'
import type { MeshDecided } from '../../pages/mesh/mesh-state.ts'
import type { WorkshopStep } from '../step.ts'

/** What web-ui asks it for, every time. */
const isForData = ({ question: { method, path } }: MeshDecided) => method === 'GET' && path === '/data'

/** Whatever else could have let it in. */
const isForAllElse = ({ question: { method, path, user } }: MeshDecided) =>
  method === 'POST' && path !== '/data' && user === 'alice'

export const closeOneDoor: WorkshopStep = {
  id: 'close-one-door',
  track: 'mesh',
  title: 'Close one door',
  task: 'Write policies by which web-ui may not call backend-api, whatever the path, the method and the user are, and may still call second-backend-api. Ask about GET /data, about POST /other as alice, and about second-backend-api.',
  where: { page: '/mesh', label: 'Mesh' },
  why: 'Without a policy everybody may call everybody: what nothing denies is allowed. The first ALLOW policy of a workload turns that around, also one without a rule. In 2018 RedLock found the Kubernetes console of Tesla open to everybody, without a password. Keys for its cloud lay behind it, and somebody was mining money there.',
  source: {
    text: 'Ars Technica, Tesla cloud resources are hacked',
    url: 'https://arstechnica.com/information-technology/2018/02/tesla-cloud-resources-are-hacked-to-run-cryptocurrency-mining-malware/',
  },
  hints: [
    'An ALLOW policy without rules matches nothing, and because it is there, nothing else is allowed at its workload.',
    'Begin with an empty editor: the policies of the walk close both doors. `selector.matchLabels` in a spec names one workload.',
    'apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: door, namespace: default}, with `selector: {matchLabels: {app: backend-api}}` in its spec, and nothing else in that. Then ask by web-ui: GET /data of backend-api, POST /other of it with the token of alice, and GET /data2 of second-backend-api.',
  ],
  code: {
    file: 'core/policy/mesh/decider.ts',
    find: 'if (!hasAllow) return',
    instead: 'if (allow.length === 0) return',
  },
  check({ decisions }) {
    for (const decided of alikeBut(decisions, ['to', 'method', 'path', 'user'])) {
      const byWebUi = decided.filter(({ question }) => question.caller === 'webui')
      const [first, second] = ['backend-api', 'second-backend-api'].map((to) =>
        byWebUi.filter(({ question }) => question.to === to),
      )
      const isClosed = first?.every((each) => saidOf(each) === 403) && first.some(isForData) && first.some(isForAllElse)
      if (isClosed && second?.some((each) => saidOf(each) === 'allow'))
        return { sentence: 'The same policies keep web-ui out of backend-api, and let it into second-backend-api.' }
    }
    return undefined
  },
  async solution(ask) {
    const closed = policyOfBackend('nobody')
    const alice = { method: 'POST', path: '/other', user: 'alice' } as const
    await askPolicies(ask, closed, [{}, alice, { to: 'second-backend-api', path: '/data2' }])
  },
}
