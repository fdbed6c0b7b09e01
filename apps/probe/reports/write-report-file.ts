import { resolve } from 'node:path'
import { writeFileAtomically } from '#core/files/private-file'
import { whyRefused } from '#core/files/file-trouble'

/** A report has no secret in it: whoever may read the folder may read it. */
const READABLE = 0o644

/**
 * Writes a report so that a reader sees the earlier file or the whole new one.
 * @param folder what a path is relative to
 * @throws Error that says why it cannot be written
 */
export async function writeReportFile(path: string, text: string, folder = '.'): Promise<void> {
  await writeFileAtomically(resolve(folder, path), text, READABLE).catch((error: unknown) => {
    throw explainedFault(path, error)
  })
}

/** What a person can do something about is a sentence; the rest stays what it is. */
function explainedFault(path: string, error: unknown): unknown {
  const isMissing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  const why = isMissing ? 'its folder does not exist; make it first' : whyRefused(error)
  return why === undefined ? error : new Error(`The report ${path} cannot be written: ${why}.`)
}
