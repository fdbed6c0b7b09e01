import { warnOfOpenSecret } from '#core/files/warn-of-open-secret'
import type { Log } from '#core/log'

/** A file of an agent or a forward, as somebody wrote it. */
export interface WrittenConfig {
  /** Its name as it was given, for messages. */
  given: string
  path: string
  /** Before variables in it were looked up. */
  text: string
}

/** Warns where others on this machine can read, or write, a file in which the token itself stands. It still works. */
export async function warnOfOpenToken(
  file: WrittenConfig | undefined,
  token: string | undefined,
  log: Pick<Log, 'warn'>,
): Promise<void> {
  if (!file || !token || !file.text.includes(token)) return
  await warnOfOpenSecret({ ...file, holds: 'a token' }, log, 'token-file-open')
}
