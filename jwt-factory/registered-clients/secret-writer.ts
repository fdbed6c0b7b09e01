import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import type { Declarations } from './client-file.ts'
import { handOutSecrets } from './hand-out-secrets.ts'

/** A secret that could not be written into the file of its service is tried again so often. Milliseconds. */
const TRY_SECRETS_AGAIN = 10_000

/** Lets services find the secrets that were changed while the factory runs. */
export interface SecretWriter {
  /** It never fails: a disk that takes nothing keeps no other change away. The log says once what could not be written. */
  write(declared: Declarations): Promise<void>
  /** What could not be written, after a while; called often. */
  tryAgain(): Promise<void>
}

interface SecretWriterParts {
  keysFolder: string
  clock: Clock
  log: {
    info(fields: object, event: string): void
    error(fields: object, event: string): void
  }
}

/** @param ids of the clients whose secrets stand in files of their own */
export function secretWriter(ids: readonly string[], { keysFolder, clock, log }: SecretWriterParts): SecretWriter {
  let unwritten: { declared: Declarations; since: number; reason: string } | undefined

  async function write(declared: Declarations): Promise<void> {
    try {
      await handOutSecrets(keysFolder, ids, declared)
      if (unwritten) log.info({}, 'client-secret-written')
      unwritten = undefined
    } catch (error) {
      const reason = errorText(error)
      if (reason !== unwritten?.reason) log.error({ reason, advice: AGAIN }, 'client-secret-not-written')
      unwritten = { declared, since: clock.monotonic(), reason }
    }
  }

  return {
    write,
    async tryAgain() {
      if (unwritten && clock.monotonic() - unwritten.since >= TRY_SECRETS_AGAIN) await write(unwritten.declared)
    },
  }
}

const AGAIN = `its service goes on with the one before, which the factory may refuse; it is tried again every ${TRY_SECRETS_AGAIN / 1000} seconds`
