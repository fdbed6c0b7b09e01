import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import type { Environment } from '../config/setting.ts'
import { inProject } from '../files/project-folder.ts'

/**
 * Reads the settings of `.env`: that of the folder where the program was called, or else that of the project. Without such
 * a file there are none.
 * @throws Error when it is there and cannot be read: its settings would be left out in silence
 */
export function readDotenv(here = '.env', ofProject = inProject('.env')): Environment {
  const bytes = dotenvBytes(here) ?? dotenvBytes(ofProject)
  if (bytes === undefined) return {}
  if (isUtf16(bytes)) throw new Error('.env is UTF-16. Save it as UTF-8.')
  try {
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) // without a byte order mark
  } catch {
    throw new Error('.env is not UTF-8. Save it as UTF-8.')
  }
}

function dotenvBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') return undefined
    throw new Error(WHY[code] ?? `.env cannot be read: ${code}.`, { cause: error })
  }
}

const WHY: Record<string, string> = {
  EISDIR: '.env is a folder. Remove it, or put the settings into a file of that name.',
  EACCES: '.env may not be read: permission denied. Give yourself access to it (chmod u+r .env).',
}

/** By its byte order mark, or by the zero in each of its first letters. */
function isUtf16([first, second]: Uint8Array): boolean {
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return hasMark || first === 0 || second === 0
}
