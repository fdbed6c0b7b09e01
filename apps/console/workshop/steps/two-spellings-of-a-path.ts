import { alikeBut, askPolicies, isByDenyPolicy, policyOfBackend, saidOf } from '../mesh-seen.ts'
import { shortClaim } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

const FORBIDDEN = '/admin'

export const twoSpellingsOfAPath: WorkshopStep = {
  id: 'two-spellings-of-a-path',
  track: 'mesh',
  title: 'Two spellings of one path',
  task: 'Deny /admin of backend-api with a DENY policy. Then find another spelling of that path which the same policies let through, for the same caller and method.',
  where: { page: '/mesh', label: 'Mesh' },
  why: 'A policy compares texts, and a backend reads paths: many take //admin for /admin. What the one does not deny, the other serves. In May 2021 Istio told its users that policies with paths could be walked around like that, with slashes that come twice or are escaped. A list of what is allowed does not have that gap: a spelling that nobody thought of is refused.',
  source: {
    text: 'CVE-2021-31920, Istio security bulletin 2021-005',
    url: 'https://istio.io/latest/news/security/istio-security-2021-005/',
  },
  hints: [
    'Begin with a policy with `action: DENY` and a rule for the path /admin, and see that it denies.',
    'Dots are taken out of a path before it is compared, and the query is left out. Slashes stay as they are.',
    'Ask for GET //admin: allowed. Most web frameworks can be told to serve that as /admin, and some do by themselves.',
  ],
  code: {
    file: 'core/policy/mesh/normal-path.ts',
    find: "return normalization === 'BASE' ? plain :",
    instead: "return normalization === 'NONE' ? plain :",
  },
  check({ decisions }) {
    const atBackend = decisions.filter(({ decided }) => decided.question.to === 'backend-api')
    for (const decided of alikeBut(atBackend, ['path'])) {
      const isDenied = decided.some((each) => each.question.path === FORBIDDEN && isByDenyPolicy(each))
      const allowed = decided.filter((each) => saidOf(each) === 'allow').map(({ question }) => question.path)
      const other = allowed.find((path) => path !== FORBIDDEN && asLenientBackend(path) === FORBIDDEN)
      if (isDenied && other !== undefined)
        return { sentence: `The policies deny ${FORBIDDEN}, and let ${shortClaim(other)} through.` }
    }
    return undefined
  },
  async solution(ask) {
    const deny = policyOfBackend('no-admin', '  action: DENY\n  rules: [{to: [{operation: {paths: [/admin]}}]}]\n')
    await askPolicies(ask, deny, [{ path: FORBIDDEN }, { path: '//admin' }])
  },
}

/** As a backend may read it that means well: escaped letters, slashes that come twice or at the end, capital letters, parameters. */
function asLenientBackend(path: string): string {
  const [plain = ''] = path.split(/[?#]/, 1)
  const decoded = plain.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  const [named = ''] = decoded.toLowerCase().split(';', 1)
  const merged = named.replace(/\/+/g, '/')
  return merged.length > 1 && merged.endsWith('/') ? merged.slice(0, -1) : merged
}
