import { basename, isAbsolute, posix } from 'node:path'

/** A folder of key material as an answer may show it: relative to the project, never where the project lies. */
export function shownFolder(keysFolder: string, name: string): string {
  const shown = isAbsolute(keysFolder) ? basename(keysFolder) : keysFolder.replaceAll('\\', '/')
  return posix.join(shown, name)
}
