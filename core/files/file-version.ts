import { stat } from 'node:fs/promises'

/**
 * Tells whether a file has changed. A replaced file is another file with another time, even within one clock tick.
 * @returns an empty text when there is no such file
 * @throws the platform's error when it cannot be looked at
 */
export async function versionOf(file: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(file)
    return `${ino} ${mtimeMs} ${size}`
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
