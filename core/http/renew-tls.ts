import { X509Certificate } from 'node:crypto'
import { basename } from 'node:path'
import { BACKGROUND_PATIENCE, waitAtMost } from '../files/unfinished.ts'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { dayOf, DAY } from './certificates/faults.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

/** As much of a log as the renewal needs. */
export interface RenewalLog {
  info(fields: object, event: string): void
  warn(fields: object, event: string): void
}

export interface TlsRenewal {
  /** As for {@link openTlsIdentity}. */
  folder: string
  name: string
  furtherNames: readonly string[]
  spiffeId?: string
  /** What the process has opened at its start. */
  tls: TlsIdentity
  /** Is handed what takes its place. */
  use: (tls: TlsIdentity) => void
  clock: Clock
  log: RenewalLog
}

export interface RunningRenewal {
  /** A look, now. Never fails: what is wrong is in the log. */
  look(): Promise<void>
  /** Waits for a look that goes on, for a second at most. */
  stop(): Promise<void>
}

/**
 * Looks once a day at the certificate of a process that runs, as a start does: one that ends soon is made again, and
 * what another process has made anew meanwhile, its own certificate or the authority, is taken over. A look that fails
 * ends nothing: there are thirty more before the certificate does. The day is that of the wall: a machine that slept, or
 * whose clock was set, may find at once that its certificate is over, or not yet good.
 */
export function startTlsRenewal(renewal: TlsRenewal): RunningRenewal {
  const { clock, log } = renewal
  let { tls } = renewal
  let turn: Promise<void> | undefined

  let lookedAt = clock.now()
  const isDue = () => clock.now() >= lookedAt + DAY || clock.now() < lookedAt - SET_BACK
  const look = () => {
    lookedAt = clock.now()
    return (turn ??= lookOnce(renewal, tls)
      .then((found) => void (tls = found))
      .catch((error: unknown) => {
        log.warn({ reason: errorText(error), ends: endOf(tls), advice: UNTIL_THEN }, 'certificate-not-renewed')
      })
      .finally(() => (turn = undefined)))
  }
  const stopLooking = clock.every(LOOK_AT_CLOCK, () => void (isDue() && look()))
  return {
    look,
    async stop() {
      stopLooking()
      await waitAtMost(BACKGROUND_PATIENCE, clock, turn)
    },
  }
}

/** So often the day of the wall is looked at; the certificate once in that day. Milliseconds. */
export const LOOK_AT_CLOCK = 10_000
/** Less is a correction, and no other time. Milliseconds. */
const SET_BACK = 30_000

const UNTIL_THEN = 'the certificate in use ends on that day; the next look is tomorrow, and a restart looks at once'

/** @returns what is used from now on */
async function lookOnce(renewal: TlsRenewal, tls: TlsIdentity) {
  const { folder, name, furtherNames, spiffeId, use, clock, log } = renewal
  const told: { file: string; why: string }[] = []
  const tell = (file: string, why: string) => void told.push({ file: `${basename(folder)}/${file}`, why })
  const found = await openTlsIdentity(folder, name, clock, { furtherNames, spiffeId, tell, inUse: tls })
  const files = [...(found.ca === tls.ca ? [] : ['ca.pem']), ...(found.cert === tls.cert ? [] : [`${name}.pem`])]
  if (files.length === 0) {
    for (const each of told) log.warn(each, 'certificate-not-renewed') // it stays, and why
    return tls
  }
  use(found)
  const why = told.map((each) => `${each.file}: ${each.why}`).join('; ') || 'another process has made it anew'
  log.info(
    { files: files.map((file) => `${basename(folder)}/${file}`), ends: endOf(found), why },
    'certificate-renewed',
  )
  return found
}

const endOf = ({ cert }: TlsIdentity) => dayOf(new X509Certificate(cert).validToDate)
