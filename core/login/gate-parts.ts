import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { LoginMetrics } from './login-metrics.ts'
import type { LoginSettings } from './login-settings.ts'
import type { PendingLogins } from './pending-logins.ts'
import type { Provider } from './provider.ts'
import type { LoginPlaces } from './return-address.ts'
import type { Sessions } from './session.ts'

/** What the steps of a login share. */
export interface GateParts {
  settings: LoginSettings
  places: LoginPlaces
  provider: Provider
  /** What traces and pages call it. */
  providerName: string
  pending: PendingLogins
  sessions: Sessions
  metrics: LoginMetrics
  clock: Clock
  log: Log
}
