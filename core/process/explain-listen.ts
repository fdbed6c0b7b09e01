import type { Clock } from '../clock.ts'
import { NO_PORT } from './start-failure.ts'
import { whoListens } from './who-listens.ts'

/** What the platform says of a place at which nobody can listen. */
interface ListenFault {
  code?: string
  address?: string
  port?: number
}

/**
 * Why a command cannot listen, for the person at the terminal: where it listens is said by its configuration or an option, and by no
 * setting.
 * @param where it is said: `in sidecar.yaml`, `with --port`
 * @returns the error itself when it is about something else
 */
export async function explainListen(error: unknown, where: string, clock: Clock): Promise<unknown> {
  const { code = '', address = '', port = NO_PORT } = Object(error) as ListenFault
  const isSocket = port === NO_PORT
  const why = isSocket ? SOCKET_FAULTS[code] : PORT_FAULTS[code]
  if (why === undefined || address === '') return error
  const who = code === 'EADDRINUSE' && !isSocket ? await whoListens(address, port, clock) : undefined
  const listener = who === undefined ? '' : `: ${who} listens there`
  const advice = `Name another one ${where}${who === undefined ? '' : ', or stop it'}.`
  return new Error(`${why(address, port)}${listener}. ${advice}`, { cause: error })
}

type PlaceWords = (address: string, port?: number) => string

const noAddress: PlaceWords = (address) => `${address} is not an address of this machine`

const PORT_FAULTS: Record<string, PlaceWords> = {
  EADDRINUSE: (_address, port) => `port ${port} is taken`,
  EACCES: (_address, port) => `permission denied for port ${port}, which is below 1024`,
  EADDRNOTAVAIL: noAddress,
  EAFNOSUPPORT: noAddress,
}

const SOCKET_FAULTS: Record<string, PlaceWords> = {
  EADDRINUSE: (path) => `somebody listens at ${path}, or it is not a socket`,
  EACCES: (path) => `permission denied for the socket ${path}`,
  EROFS: (path) => `the socket ${path} is on a read-only disk`,
  ENOENT: (path) => `there is no folder for the socket ${path}`,
  EINVAL: (path) => `the path of the socket ${path} is too long`,
}
