import type { Clock } from '../../clock.ts'
import { errorText } from '../../error-text.ts'
import { BACKGROUND_PATIENCE, waitAtMost } from '../../files/unfinished.ts'
import { versionOf } from '../../files/file-version.ts'
import { LOOK_AT_CLOCK, type RenewalLog, type RunningRenewal } from '../renew-tls.ts'
import { DAY, dayOf } from './faults.ts'
import { readGivenPair, type GivenFiles, type GivenPair } from './given-pair.ts'

export interface GivenRenewal {
  files: GivenFiles
  /** What the process has read at its start. */
  pair: GivenPair
  /** Is handed what takes its place. */
  use(pair: GivenPair): void
  /** Of this machine. */
  clock: Clock
  log: RenewalLog
}

/** Whoever renews certificates does so by now, as a rule. Days. */
const ENDS_SOON = 7

/**
 * Follows the two files of a certificate that somebody else renews, every ten seconds. What does not fit, for instance while one of them is
 * written and the other not yet, changes nothing: it is in the log once, and looked at again.
 */
export function followGivenPair({ files, pair, use, clock, log }: GivenRenewal): RunningRenewal {
  let { cert, key, ends } = pair
  let seen: string | undefined
  let warned: string | undefined
  let warnedAt = -Infinity
  let turn: Promise<void> | undefined

  async function lookOnce(): Promise<void> {
    const version = (await Promise.all([files.certificate, files.key].map(({ path }) => versionOf(path)))).join()
    if (version === seen) return
    const found = await readGivenPair(files, clock.now())
    seen = version // only of what fits: all else is read again
    warned = undefined
    if (found.cert === cert && found.key === key) return
    ;({ cert, key, ends } = found)
    use(found)
    log.info({ file: files.certificate.path, ends: dayOf(ends) }, 'certificate-renewed')
  }

  function warnOfEnd(): void {
    const now = clock.now()
    if (ends.getTime() > now + ENDS_SOON * DAY || now < warnedAt + DAY) return
    warnedAt = now
    const isOver = ends.getTime() <= now
    log.warn({ file: files.certificate.path, ends: dayOf(ends), advice: isOver ? HAS_ENDED : SOON }, 'certificate-ends')
  }

  const look = () =>
    (turn ??= lookOnce()
      .catch((error: unknown) => {
        const reason = errorText(error)
        if (reason !== warned) log.warn({ reason, ends: dayOf(ends), advice: STAYS }, 'certificate-not-renewed')
        warned = reason
      })
      .finally(() => {
        warnOfEnd()
        turn = undefined
      }))
  warnOfEnd()
  const stopLooking = clock.every(LOOK_AT_CLOCK, () => void look())
  return {
    look,
    async stop() {
      stopLooking()
      await waitAtMost(BACKGROUND_PATIENCE, clock, turn)
    },
  }
}

const STAYS = 'the certificate in use stays, and the files are looked at again every ten seconds'
const SOON = 'put a new certificate and its key into the same files: they are taken over within ten seconds'
const HAS_ENDED = 'nobody believes it any longer: put a new certificate and its key into the same files'
