import type { DialectAnswer } from './dialect.ts'
import type { KongConsumer } from './dialects/kong/consumer.ts'

/** What a gateway decides about a request. */
export type GatewayDecision =
  | {
      readonly kind: 'goes-on'
      /** Absent: nobody is known. */
      readonly consumer?: KongConsumer
      /** What the service is told; whatever a client said under these names, and under those of identities, goes. */
      readonly headers: Readonly<Record<string, string>>
      /** What the client is told beside the answer of the service. */
      readonly answerHeaders: Readonly<Record<string, string>>
      /** From then on nobody believes the token: milliseconds since 1970. */
      readonly until: number
    }
  | {
      readonly kind: 'answered'
      /** Stable, for logs and counters: a reason of the dialect, `acl` or `rate-limited`. */
      readonly reason: string
      readonly answer: DialectAnswer
    }
