import { looseSecretFile, type LooseFileLog } from './loose-files.ts'

/** A file with a secret in it. */
export interface SecretFile {
  path: string
  /** Its name as somebody wrote it. */
  given: string
  /** What stands in it: `a password`. */
  holds: string
}

/** Warns where others on this machine can read, or write, a file with a secret in it. It still works. */
export async function warnOfOpenSecret(
  { path, given, holds }: SecretFile,
  log: LooseFileLog,
  event = 'secret-file-open',
): Promise<void> {
  const loose = await looseSecretFile(path)
  if (!loose) return
  const advice = `${holds} stands in it, and others on this machine ${loose.what}: ${loose.mend} ${given}`
  log.warn({ file: given, advice }, event)
}
