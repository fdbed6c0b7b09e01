/** Which of the two a request goes to, and by which of its configurations. */
export const GATEWAY_TERMS = {
  'stateless-gateway': {
    title: 'Without a store',
    terms: { own: 'its own: a black list', 'without-list': 'without a black list' },
  },
  'plugin-gateway': {
    title: 'With the plugins of Kong',
    terms: {
      own: 'jwt as it is by default',
      'verifies-exp': 'jwt that verifies exp',
      anonymous: 'jwt with anonymous',
      'anonymous-acl': 'jwt with anonymous, ACL',
      'rate-limited': 'jwt, two requests a minute',
    },
  },
} as const

export type ShownGateway = keyof typeof GATEWAY_TERMS

export const GATEWAY_TOKENS = {
  good: 'of john_doe',
  expired: 'of john_doe, and it has expired',
  forged: 'with a wrong signature',
  taken: 'of john_doe, and black-listed',
  none: 'none',
} as const
export type GatewayToken = keyof typeof GATEWAY_TOKENS

/** A request to send. */
export interface GatewayOrder {
  gateway: ShownGateway
  terms: string
  token: GatewayToken
  /** The client says in headers that it is the admin. */
  spoofs: boolean
}

/** A header on both sides; absent where it is not there. */
export interface HeaderPair {
  name: string
  before?: string
  after?: string
}

/** What came of a request. */
export interface GatewayCame {
  order: GatewayOrder
  status: number
  /** In the words of the gateway, where it did not go on. */
  said?: string
  /** In the order of their names; `after` is what B received. */
  headers: readonly HeaderPair[]
  /** What the gateway did, in sentences. */
  steps: readonly { verb: string; sentence: string }[]
}

export interface ShownConsumer {
  id: string
  username: string | null
  customId: string | null
}

/** Without its secret: whoever is to sign with it asks the gateway. */
export interface ShownCredential {
  key: string
  algorithm: string
  consumerId: string
}

/** What the gateways know at the moment. */
export interface GatewaysNow {
  consumers: readonly ShownConsumer[]
  credentials: readonly ShownCredential[]
  blackListed: readonly string[]
  /** Why nothing is known. */
  trouble?: string
}

export interface GatewayState {
  now: GatewaysNow
  order: GatewayOrder
  came?: GatewayCame | undefined
  trouble?: string | undefined
}

export interface GatewayActions {
  ask(change: Partial<GatewayOrder>): void
  send(): void
  make(consumer: string): void
  remove(consumer: string, key: string): void
  /** Takes a token off the black list. */
  believe(key: string): void
}
