import { z } from 'zod'
import { PARTY_PORTS } from '#core/config/parties'
import { setting, kinds } from '#core/config/setting'
import { addressFault } from './clients/redirect-address.ts'

const NOT_ABSOLUTE = 'is not an address such as https://webui, without # and spaces'

/** Where an application is that logs people in: scheme, name and port. */
const appAddress = z
  .string()
  .refine((value) => addressFault(value) === undefined, 'is not an https address (http: for this machine alone)')
  .refine((value) => URL.parse(value)?.pathname === '/' && !/[?\s]/.test(value), 'must end after its port')
  .transform((value) => new URL(value).origin)

/** How browsers log people in at the factory. */
export const providerSettings = {
  login: setting(
    'LOGIN',
    kinds.onOff,
    'on',
    'Whether browsers can log people in at the OpenID provider of the factory (FACTORY_URL/login): on or off. Without PEOPLE, it is off.',
  ),
  loginAudience: setting(
    'LOGIN_AUDIENCE',
    z.string().refine((value) => URL.canParse(value) && !/[#\s]/.test(value), NOT_ABSOLUTE),
    'https://webui',
    'Whom the access tokens of a login are for, unless an application names another resource: an address.',
  ),
  loginGatewayUrl: setting(
    'LOGIN_GATEWAY_URL',
    appAddress,
    ({ LOGIN_GATEWAY_TLS_PORT: port }) => `https://localhost:${port || PARTY_PORTS['login-gateway-tls'].port}`,
    'Where browsers find the gateway that logs people in: the client login-gateway comes back there.',
  ),
  loginAppUrl: setting(
    'LOGIN_APP_URL',
    appAddress,
    'https://localhost:4744',
    'Where browsers find the application that logs people in by itself (BASE_URL): the client web-ui comes back there.',
  ),
}
