import { whyRefused } from '#core/files/file-trouble'
import { errorText } from '#core/error-text'

/** A file that a configuration names cannot be used. The message is for whoever starts the process, and shows nothing of a key. */
export class KeyFileFault extends Error {
  override readonly name = 'KeyFileFault'
}

/** Which file, and what the configuration calls it: `private_key_path`. */
export interface NamedFile {
  setting: string
  path: string
}

/** @param what to be read after the file: `is encrypted: write it without a passphrase` */
export const faultOfFile = ({ setting, path }: NamedFile, what: string, cause?: unknown): KeyFileFault =>
  new KeyFileFault(`${setting}: ${path} ${what}`, { cause })

/** The same for what the system says. */
export const unreadableFile = (file: NamedFile, cause: unknown): KeyFileFault =>
  faultOfFile(file, `cannot be read: ${FILE_WORDS[fileCodeOf(cause)] ?? whyRefused(cause) ?? errorText(cause)}`, cause)

const FILE_WORDS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'this process may not read it (permission denied)',
}

const fileCodeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')
