import type { Route } from '#core/http/routes'
import type { FactoryConfig } from '../config.ts'
import { isShared } from '../config-clashes.ts'
import type { Clients } from '../registered-clients/clients.ts'
import { createLoginClients } from './clients/login-clients.ts'
import { openLoginSecrets } from './clients/open-login-secrets.ts'
import { createProviderAtFactory, type ProviderAtFactoryParts } from './create-provider.ts'
import { noProviderRoute } from './provider-routes.ts'

export interface LoginRoutesParts extends Omit<ProviderAtFactoryParts, 'config' | 'clients' | 'people'> {
  config: Pick<
    FactoryConfig,
    | 'login'
    | 'loginAudience'
    | 'loginGatewayUrl'
    | 'loginAppUrl'
    | 'tokenLifetimeSeconds'
    | 'keySetMaxAgeSeconds'
    | 'keysFolder'
    | 'store'
    | 'storeSecret'
  >
  /** The clients of the factory, always as they are now. */
  registered: Clients
  /** Absent: there are none. */
  people?: ProviderAtFactoryParts['people'] | undefined
  /** Where the factory keeps what is its own. */
  folder: string
}

/** The routes at which browsers log people in; where they cannot, the one that says so. */
export async function openLoginRoutes(parts: LoginRoutesParts): Promise<Route[]> {
  const { config, people, registered, folder, machine: clock, log } = parts
  if (!config.login) return [noProviderRoute('LOGIN is off: browsers cannot log people in here.')]
  if (!people) return [noProviderRoute('PEOPLE is off: there is nobody who could log in here.')]
  const { keysFolder } = config
  const sharedSecret = isShared(config) ? config.storeSecret : undefined
  const secrets = await openLoginSecrets({ keysFolder, folder, clock, registered, sharedSecret, log })
  return createProviderAtFactory({ ...parts, people, clients: createLoginClients({ ...config, registered, secrets }) })
}
