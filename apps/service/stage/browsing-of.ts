import { isPlainUrl } from '#core/config/plain-url'
import type { ServiceConfig } from '../config.ts'
import type { LoginStepsParts } from './stage-login.ts'

type Browsing = LoginStepsParts['browsing']

/** Where the browser of a play goes to log in, and how it knows whom it comes to. */
export const browsingOf = (
  config: ServiceConfig,
  ca: Browsing['ca'],
  traces: Browsing['traces'],
): LoginStepsParts['browsing'] => ({
  issuerUrl: config.issuerUrl,
  ...(isPlainUrl(new URL(config.issuerUrl)) && { providerAt: `http://localhost:${config['jwt-factoryPort']}` }),
  host: config.host,
  ca,
  traces,
})
