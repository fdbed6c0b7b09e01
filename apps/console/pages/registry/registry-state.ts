import type { ToldRegistry } from '#core/control/told-registry'
import type { SaidLines } from '../../parts/outcome-lines.ts'

/** What the factory tells of its key registry, or why it does not. */
export interface RegistryNow {
  told?: ToldRegistry
  trouble?: string
}

export interface RegistryFilter {
  like: string
  most: number
}

/** What a person decides about a key. */
export interface KeyDecision {
  act: 'approve' | 'revoke'
  service: string
  kid: string
}

/** What the page of the registry shows. */
export interface RegistryState {
  registry: RegistryNow
  filter: RegistryFilter
  /** Services of which the keys that are over are shown too. */
  opened: readonly string[]
  said?: SaidLines | undefined
  /** What is waited for. */
  waiting?: string | undefined
}

export interface RegistryActions {
  decide(decision: KeyDecision): void
  filter(like: string): void
  more(): void
  open(service: string): void
  closeSaid(): void
}

/** As many services as a page shows at first. */
export const FEW_SERVICES = 20

/** As the address of the page has it: `?like=demo&most=20`. */
export function readRegistryFilter({ like, most }: Record<string, unknown>): RegistryFilter {
  const count = typeof most === 'string' && /^\d{1,3}$/.test(most) ? Number(most) : FEW_SERVICES
  return {
    like: typeof like === 'string' ? like.slice(0, 100) : '',
    most: Math.min(Math.max(count, 1), MOST_SERVICES_SHOWN),
  }
}

/** More than a registry ever has. */
const MOST_SERVICES_SHOWN = 300
