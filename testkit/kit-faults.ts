import type { EffectInput } from '#core/control/effect'
import { refuseNoName } from './unknown-name.ts'

/** What goes wrong, in one word. */
export const KIT_FAULTS = {
  down: { reset: true },
  hangs: { hang: true },
  slow: { delay: '3s' },
  error: { status: 500 },
  unavailable: { status: 503 },
  limited: { limit: '30s' },
  empty: { empty: true },
  html: { html: true },
  truncated: { truncated: true },
  'wrong-type': { wrongType: true },
  'key-missing': { keys: 'dropped' },
  'keys-stale': { keys: 'stale' },
  'key-of-impostor': { keys: 'impostor' },
  'certificate-expired': { certificate: 'expired' },
  'certificate-of-other-name': { certificate: 'other-name' },
  'certificate-of-other-authority': { certificate: 'other-authority' },
} as const satisfies Record<string, EffectInput>

export type KitFaultName = keyof typeof KIT_FAULTS

/** The routes of an issuer, and of the services of a sandbox, by their names. */
export type KitRoute =
  | ('jwks' | 'discovery' | 'token' | 'introspect' | 'revoke' | 'authorize' | 'issuers' | 'tls' | '*')
  | ('issueToken' | 'verify' | 'keys' | 'publicKey' | 'dump' | 'registry' | 'rotate' | 'gen-keys' | 'hello' | 'echo')
  | ('login' | 'renew' | 'pkeys' | 'available_providers' | 'capabilities' | 'totals' | 'audit' | 'localuser')
  | ('claims' | 'claim-groups' | 'group-links' | 'users' | 'claim-group' | 'people' | 'changes')
  | ('openid-configuration' | 'auth' | 'revocation' | 'me' | 'end' | 'confirm' | 'success' | 'pictures')
  | `scenario${number}`
  | `scenario${number}-server`

/** A fault that is set until it is taken back: by `remove`, or at the end of the block by `using`. */
export interface KitFault extends Disposable {
  readonly id: string
  /** One that is not there any more is no error. */
  remove(): void
}

/** @throws TypeError for a word that is none of these */
export function effectOfFault(fault: KitFaultName | EffectInput): EffectInput {
  if (fault === null) refuseNoName('fault', fault)
  if (typeof fault !== 'string') return fault
  if (Object.hasOwn(KIT_FAULTS, fault)) return KIT_FAULTS[fault]
  throw new TypeError(
    `There is no fault "${String(fault).slice(0, 40)}". There are: ${Object.keys(KIT_FAULTS).join(', ')}; or write what goes wrong: { status: 503 }.`,
  )
}
