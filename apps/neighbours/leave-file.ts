import { basename } from 'node:path'
import { whyRefused } from '#core/files/file-trouble'
import { readIfThere, writeFileAtomically } from '#core/files/private-file'
import type { Log } from '#core/log'

/**
 * Leaves a file for people, which this process itself does not need: one that says the same stays as it is, and where nothing can be
 * written the log says why it is missing, or of another day.
 * @throws what is no refusal of the system
 */
export async function leaveFile(path: string, text: string, log: Pick<Log, 'warn'>): Promise<void> {
  try {
    if ((await readIfThere(path)) !== text) await writeFileAtomically(path, text)
  } catch (error) {
    const reason = whyRefused(error)
    if (reason === undefined) throw error
    log.warn({ file: basename(path), reason, advice: 'the sidecars here run without it' }, 'file-not-written')
  }
}
