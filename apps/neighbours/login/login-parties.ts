import type { Place } from '#core/http/listen-address'
import type { OpenedDoors } from '../late-ports.ts'

/** The ports of the gateway of scenario 16: a plain one that sends browsers to the other, at which people log in. */
export const LOGIN_PORTS = ['login-gateway', 'login-gateway-tls'] as const
export type LoginPort = (typeof LOGIN_PORTS)[number]

/** The file with its configuration, in the folder of the process. */
export const LOGIN_FILE = 'login.yaml'

/** The login gateway, as the process sees it in which it runs. */
export interface OpenLogin {
  places: Readonly<Record<LoginPort, Place & { port: number }>>
  /** Nobody is logged in any longer. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** What is behind its ports, once somebody has come. */
export interface LoginDoors extends OpenedDoors<LoginPort> {
  reset(): Promise<void>
}
