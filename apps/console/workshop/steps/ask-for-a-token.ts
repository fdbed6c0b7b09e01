import { askPolicies, policyOfBackend, tickByRequests, USERS_OF_BACKEND } from '../mesh-seen.ts'
import type { WorkshopStep } from '../step.ts'

const LINE = { to: 'backend-api', caller: 'webui', method: 'GET', path: '/data' } as const

export const askForAToken: WorkshopStep = {
  id: 'ask-for-a-token',
  track: 'mesh',
  title: 'Bad tokens are refused, no token is not',
  task: 'Write policies by which alice may GET /data of backend-api by web-ui, somebody without a token gets 403, and alice with an expired token gets 401. Ask about all three.',
  where: { page: '/mesh', label: 'Mesh' },
  why: 'A RequestAuthentication refuses bad tokens, and lets requests without a token through. That one must be there is for an AuthorizationPolicy to say. How easily a request slips past was seen in 2020: where Istio asked for a token at an exact path, a ? or a # behind that path was enough, and nobody asked.',
  source: {
    text: 'CVE-2020-8595, Istio security bulletin 2020-001',
    url: 'https://istio.io/news/security/istio-security-2020-001/',
  },
  hints: [
    'It takes two policies: one that says whose tokens are good, and one that asks for one.',
    'In the variant "token-optional" look for the first of them. Whose token it was is called `requestPrincipals` in a rule.',
    'Keep the RequestAuthentication of "token-optional", and write an AuthorizationPolicy for backend-api with the rule from: [{source: {requestPrincipals: [\'*\']}}]. Then ask as nobody, as alice, and with a token that has expired.',
  ],
  code: {
    file: 'apps/mesh/decide/decide-request.ts',
    find: "return { decision: 'deny', status: answer.status, by, reasons",
    instead: "return { decision: 'allow', status: 200, by, reasons",
  },
  check: ({ decisions }) =>
    tickByRequests(
      decisions,
      [
        { request: { ...LINE, user: 'alice' }, is: 'allow' },
        { request: { ...LINE, user: 'nobody' }, is: 403 },
        { request: { ...LINE, user: 'expired' }, is: 401 },
      ],
      'alice comes in; without a token it is 403, and with one that has expired 401.',
    ),
  async solution(ask) {
    const wanted = policyOfBackend('with-a-token', "  rules: [{from: [{source: {requestPrincipals: ['*']}}]}]\n")
    await askPolicies(ask, USERS_OF_BACKEND + wanted, [{ user: 'alice' }, { user: 'nobody' }, { user: 'expired' }])
  },
}
