import { hash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PLAIN_SOCKET } from '../files/service-folder.ts'

/** macOS has room for this many bytes in the path of a socket, Linux for four more (unix(7)). */
const LONGEST_SOCKET = 103

/**
 * Where B of scenario 11 listens: a socket in its own private folder, or, where that has too long a name or may only be read, in one
 * of the folder for temporary files. On Windows it is a named pipe.
 * @param keysFolder absolute
 * @param isReadOnly whether nothing can be made in the folder of the role
 */
export function plainSocketOf(
  keysFolder: string,
  role: string,
  { platform, isReadOnly }: { platform: NodeJS.Platform; isReadOnly: boolean },
): string {
  const mark = hash('sha256', keysFolder, 'hex').slice(0, 12)
  if (platform === 'win32') return `\\\\.\\pipe\\jwt-sandbox-${mark}-${role}`
  const own = join(keysFolder, role, PLAIN_SOCKET)
  if (!isReadOnly && Buffer.byteLength(own) <= LONGEST_SOCKET) return own
  return join(tmpdir(), `jwt-sandbox-${mark}`, `${role}.sock`)
}
