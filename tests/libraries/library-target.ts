import type { Algorithm } from '#core/token/algorithms'
import type { Marker } from '../../apps/probe/engine/run-catalogue.ts'

/** What a service is told of its issuer. */
export interface TargetSettings {
  readonly issuer: string
  readonly jwksUri: string
  readonly audience: string
  readonly algorithms: readonly Algorithm[]
}

export interface RunningTarget {
  /** Its one guarded route, which answers 200 and the subject of the token. */
  readonly url: string
  close(): Promise<void>
}

/** `default` is what most tutorials show: issuer, audience and key set. `hardened` has every setting that there is. */
export type Hardening = 'default' | 'hardened'

/** A small service, as users of a library or of a gateway write it. */
export interface LibraryTarget {
  /** `express-jwt` */
  readonly library: string
  readonly hardening: Hardening
  /** With what it is used: `express-jwt 8.5.1, jwks-rsa 4.1.0`. Empty where it is not installed. */
  readonly versions: string
  /** Why it cannot be started here, as in `needs`; false where it can be. */
  readonly lack: string | false
  /** Those that it is told of, or the only ones that it knows. */
  readonly algorithms: readonly Algorithm[]
  /** The scope that its path wants; absent: none. */
  readonly scope?: string
  /** What its answer has when it lets somebody in, whoever that is. */
  readonly marker?: Marker
  start(settings: TargetSettings): Promise<RunningTarget>
}
