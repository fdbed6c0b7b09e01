import { looseSecretFile } from '#core/files/loose-files'
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
  const { given, path } = file
  const loose = await looseSecretFile(path)
  if (!loose) return
  const advice = `a token stands in it, and others on this machine ${loose.what}: ${loose.mend} ${given}`
  log.warn({ file: given, advice }, 'token-file-open')
}
