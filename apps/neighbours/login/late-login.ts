import { join } from 'node:path'
import type { Clock } from '#core/clock'
import type { Patience } from '#core/config/patience'
import type { HeldPort } from '#core/http/held-port'
import type { TlsIdentity } from '#core/http/tls'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { NeighboursConfig } from '../config.ts'
import { openLatePorts } from '../late-ports.ts'
import { LOGIN_PORTS, type LoginPort, type OpenLogin } from './login-parties.ts'

export interface LateLoginParts {
  config: Pick<NeighboursConfig, 'keysFolder' | 'host' | 'issuerUrl' | 'loginGatewayUrl'>
  /** Where the factory is called. */
  factory: URL
  ports: Readonly<Record<LoginPort | 'web-ui-login', HeldPort>>
  clock: Clock
  machine: Clock
  patience: Pick<Patience, 'opening' | 'forward'>
  log: Log
  traces: { readonly 'login-gateway': Traces }
  /** That of the process. */
  tls: () => TlsIdentity
}

/** Serves at the ports of the login gateway, and opens it when somebody comes: whoever never plays scenario 16 pays for none of it. */
export function openLateLogin(parts: LateLoginParts): OpenLogin {
  const { config, factory, ports, clock, machine, patience, log, traces, tls } = parts
  const { keysFolder, host, issuerUrl, loginGatewayUrl: appUrl } = config
  const late = openLatePorts({
    names: LOGIN_PORTS,
    ports,
    trouble: 'login-gateway-not-opened',
    log,
    machine,
    patience,
    async open(places) {
      const [{ openLoginDoors }, { openLoginSettings }] = await Promise.all([
        import('./open-login.ts'),
        import('./login-settings-here.ts'),
      ])
      const settings = await openLoginSettings({
        keysFolder,
        issuerUrl,
        appUrl,
        ports: { plain: places['login-gateway'].port, tls: places['login-gateway-tls'].port },
        log,
      })
      const pageAddress = `localhost:${ports['web-ui-login'].place.port}`
      const given = {
        tlsFolder: join(keysFolder, 'tls'),
        settings,
        pageAddress,
        factory,
        tls,
        host,
        clock,
        machine,
        patience,
        log,
      }
      return openLoginDoors({ ...given, traces: traces['login-gateway'] }, places)
    },
  })
  return { places: late.places, reset: async () => late.opened?.reset(), close: late.close }
}
