import type { Log } from '../log.ts'
import type { TellReplaced } from '../http/certificates/authority.ts'
import type { Listening } from '../http/listen.ts'
import { addressesOf, isLoopback } from '../http/loopback.ts'
import type { KeyRings } from '../rings/key-rings.ts'

/** A process as others are told of it when they want what it has. */
export const describeHolder = (name: string, { port, tlsPort }: Listening): string =>
  `${name} (process ${process.pid}, ports ${port} and ${tlsPort})`

/** Says where a process listens, and warns when others than this machine can reach it. */
export function announce(
  log: Log,
  host: string,
  { port, tlsPort }: Pick<Listening, 'port'> & Partial<Listening>,
): void {
  log.info({ host, port, ...(tlsPort !== undefined && { tlsPort }) }, 'listening')
  if (addressesOf(host).every(isLoopback)) return
  log.warn(
    {
      host,
      advice: 'whoever can reach this process can get tokens in any name; HOST=localhost limits it to this machine',
    },
    'listening-beyond-loopback',
  )
}

/** Logs that a file of a certificate was replaced, and why. */
export const tellReplaced =
  (log: Log): TellReplaced =>
  (file, why) =>
    log.warn({ file: `tls/${file}`, why }, 'certificate-replaced')

/** Logs which key files are not used, and which keys have lost theirs. */
export function warnOfKeyFiles(log: Log, { leftAlone, lost }: Pick<KeyRings, 'leftAlone' | 'lost'>): void {
  for (const { file, why } of leftAlone) log.warn({ file, why }, 'key-file-left-alone')
  for (const { file, why } of lost) log.warn({ file, why }, 'key-file-gone')
}
