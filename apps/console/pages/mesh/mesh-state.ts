import { LONGEST_LIVE_POLICIES, type ToldMesh } from '#core/control/told-mesh'

/** A party of the mesh scenario, with the names of the sample. */
export interface MeshParty {
  id: string
  title: string
  namespace: string
  app: string
  serviceAccount: string
}

export const MESH_PARTIES: readonly MeshParty[] = [
  {
    id: 'ingress',
    title: 'ingress gateway',
    namespace: 'istio-system',
    app: 'istio-ingressgateway',
    serviceAccount: 'istio-ingressgateway-service-account',
  },
  { id: 'webui', title: 'web-ui', namespace: 'default', app: 'webui', serviceAccount: 'webui' },
  { id: 'backend-api', title: 'backend-api', namespace: 'default', app: 'backend-api', serviceAccount: 'backend-api' },
  {
    id: 'second-backend-api',
    title: 'second-backend-api',
    namespace: 'default',
    app: 'second-backend-api',
    serviceAccount: 'second-backend-api',
  },
]

/** Who calls whom, and with what. */
export const LINES = [
  { from: 'ingress', to: 'webui', method: 'GET', path: '/' },
  { from: 'webui', to: 'backend-api', method: 'GET', path: '/data' },
  { from: 'webui', to: 'second-backend-api', method: 'GET', path: '/data2' },
] as const

export const CALLERS = {
  ingress: 'the ingress gateway',
  webui: 'web-ui',
  'backend-api': 'backend-api',
  stranger: 'another service of the namespace',
  plaintext: 'somebody without a certificate',
} as const
export type MeshCaller = keyof typeof CALLERS

export const USERS = {
  nobody: 'no token',
  alice: 'alice, of the issuer that the policies believe',
  expired: 'alice, with a token that has expired',
  'other-issuer': 'alice, with a token of another issuer',
  broken: 'a token with a wrong signature',
} as const
export type MeshUser = keyof typeof USERS

/** A request to decide about. */
export interface MeshQuestion {
  to: string
  caller: MeshCaller
  method: string
  path: string
  user: MeshUser
}

/** One finding, with the line of the text in the editor. */
export interface FoundInPolicies {
  line: number
  column: number
  severity: 'error' | 'problem' | 'note'
  words: string
}

/** What there is to say about the policies in the editor. */
export interface MeshLook {
  /** CUSTOM policies with their authorizers: the mesh of scenario 12 knows none, and refuses what they match. */
  unasked: readonly string[]
  found: readonly FoundInPolicies[]
  explained: readonly { policy: string; line: number; sentences: readonly string[] }[]
}

/** A part of the decision: a policy rule, or what is looked at before. */
export interface DecisionBranch {
  title: string
  sentence: string
  matched: boolean
  /** This one decided. */
  isDeciding: boolean
}

export interface MeshDecided {
  question: MeshQuestion
  decision: 'allow' | 'deny'
  status: number | null
  by: string
  branches: readonly DecisionBranch[]
  /** What became of it at the mesh of scenario 12. */
  sent: SentLine
}

/** What the mesh of scenario 12 answered, by live policies or by those of the walk; or why it was not asked. */
export type SentLine =
  { kind: 'sent'; answer: string; isLive: boolean } | { kind: 'not-sent'; why: keyof typeof WHY_NOT_SENT }

export const WHY_NOT_SENT = {
  'no-line': 'the mesh of scenario 12 sends the requests of its lines alone',
  'other-policies': 'the mesh of scenario 12 enforces other policies ("Enforce these" lets it)',
  'other-issuer': 'these policies believe another issuer than that of scenario 12, and nobody here signs for it',
  away: 'the mesh of scenario 12 does not answer; npm run neighbours starts it',
} as const

/** What the sidecars enforce at this moment, or why nobody knows. */
export interface MeshNow {
  told?: ToldMesh
  why?: string
}

/** What the page of the mesh shows. */
export interface MeshState {
  variants: readonly { id: string; policies: string }[]
  variant: string
  policies: string
  look: MeshLook
  /** Absent: nobody has asked yet. */
  live?: MeshNow | undefined
  /** The sidecars follow what is edited on this page. */
  isFollowing?: boolean
  /** They are being told. */
  isSetting?: boolean
  question: MeshQuestion
  decided?: MeshDecided | undefined
  trouble?: string | undefined
}

export interface MeshActions {
  choose(variant: string): void
  edit(policies: string): void
  /** Lets the sidecars enforce what is in the editor, and follow it. */
  enforce(): void
  /** Back to the policies of the walk. */
  giveBack(): void
  /** Takes what they enforce into the editor. */
  showLive(): void
  ask(change: Partial<MeshQuestion>): void
  send(change?: Partial<MeshQuestion>): void
}

/** No policies of the page are longer. Characters. */
export const LONGEST_POLICIES = LONGEST_LIVE_POLICIES
