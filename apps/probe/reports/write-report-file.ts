import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { writeFileAtomically } from '#core/files/private-file'
import { whyRefused } from '#core/files/file-trouble'
import { REPORT_FILES, type ProbeOptions, type ReportFile } from '../options.ts'

/** A report has no secret in it: whoever may read the folder may read it. */
const READABLE = 0o644

/**
 * Writes a report so that a reader sees the earlier file or the whole new one. A pipe, a device or a link stays what it is: the report is
 * written into it.
 * @param folder what a path is relative to
 * @throws Error that says why it cannot be written
 */
export async function writeReportFile(path: string, text: string, folder = '.'): Promise<void> {
  const where = resolve(folder, path)
  const write = (await canBeReplaced(where)) ? writeFileAtomically(where, text, READABLE) : writeInto(where, text)
  await write.catch((error: unknown) => {
    throw explainedFault(path, error)
  })
}

async function canBeReplaced(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  return found === undefined || found.isFile() || found.isDirectory() // a folder is refused later, in words
}

/** A pipe from which nobody reads is refused: opened to wait, it might be waited for without an end. */
async function writeInto(path: string, text: string): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK = 0 } = constants // Windows has no O_NONBLOCK
  const held = await open(path, O_WRONLY | O_CREAT | O_NONBLOCK, READABLE)
  try {
    const file = await open(path, O_WRONLY | O_TRUNC)
    await file.writeFile(text).finally(() => file.close())
  } finally {
    await held.close()
  }
}

/** What a person can do something about is a sentence; the rest stays what it is. */
function explainedFault(path: string, error: unknown): unknown {
  const isMissing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  const why = isMissing ? 'its folder does not exist; make it first' : whyRefused(error)
  return why === undefined ? error : new Error(`The report ${path} cannot be written: ${why}.`)
}

/**
 * Writes the reports that were asked for, each made by the one that makes its kind.
 * @returns their paths, as they were given
 * @throws Error that says which cannot be written, and why
 */
export async function writeReportFiles(
  asked: ProbeOptions['files'],
  makers: Record<ReportFile, () => string | Promise<string>>,
  folder: string,
): Promise<string[]> {
  const written: string[] = []
  for (const kind of REPORT_FILES) {
    const path = asked[kind]
    if (path === undefined) continue
    await writeReportFile(path, await makers[kind](), folder)
    written.push(path)
  }
  return written
}
