import type { GatewayAlgorithm, GatewayKey } from '../../../token/gateway-algorithms.ts'

/** Somebody whom a gateway knows: names on the wire are in lower case with underscores. */
export interface KongConsumer {
  readonly id: string
  readonly username?: string
  readonly customId?: string
  /** By which an ACL decides. */
  readonly groups?: readonly string[]
}

/** By which a consumer proves who it is: the key is found in its tokens, the secret or public key proves them. */
export interface KongCredential {
  readonly id: string
  /** The value of the key claim, `iss` where nothing else was said. */
  readonly key: string
  readonly consumerId: string
  readonly algorithm: GatewayAlgorithm
  /** @param secretIsBase64 how a secret is to be read @returns undefined where there is none that could be used */
  keyFor(secretIsBase64: boolean): GatewayKey | undefined
}

/** Nobody here has to wait for a lookup in memory, and everybody may for one in a store. */
export type Sooner<Value> = Value | Promise<Value>
