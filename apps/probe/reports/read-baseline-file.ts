import { isAbsolute, resolve } from 'node:path'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { UsageFault } from '#core/process/command-line'
import { readBaseline, type Baseline } from './baseline.ts'

/** Bytes: a report has a few hundred kilobytes. */
const LARGEST_BASELINE_FILE = 20_000_000

/**
 * Reads the findings that are known.
 * @param folder what a path is relative to: where the person stands
 * @throws UsageFault that says where it was looked for, and how one is made
 */
export async function readBaselineFile(path: string, folder: string): Promise<Baseline> {
  const text = await readUtf8File(resolve(folder, path), LARGEST_BASELINE_FILE).catch((error: unknown) => {
    throw baselineUnread(path, folder, error)
  })
  return readBaseline(text)
}

function baselineUnread(path: string, folder: string, error: unknown): unknown {
  const isMissing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  const why = isMissing ? 'there is no such file' : whyRefused(error)
  if (why === undefined) return error
  const where = isAbsolute(path) ? '' : ` in ${folder}`
  const how = isMissing ? ` A run with --json ${path} makes one: its findings are known then.` : ''
  return new UsageFault(`The baseline ${path} cannot be read${where}: ${why}.${how}`)
}
