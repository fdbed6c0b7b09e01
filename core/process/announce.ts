import type { Log } from '../log.ts'
import type { Listening } from '../http/listen.ts'
import { addressesOf, isLoopback } from '../http/loopback.ts'

/** A process as others are told of it when they want what it has. */
export const describeHolder = (name: string, { port, tlsPort }: Listening): string =>
  `${name} (process ${process.pid}, ports ${port} and ${tlsPort})`

/** Says where a process listens, and warns when others than this machine can reach it. */
export function announce(log: Log, host: string, { port, tlsPort }: Listening): void {
  log.info({ host, port, tlsPort }, 'listening')
  if (addressesOf(host).every(isLoopback)) return
  log.warn(
    { host, advice: 'whoever reaches this process gets tokens in any name; HOST=localhost keeps it to this machine' },
    'listening-beyond-loopback',
  )
}
