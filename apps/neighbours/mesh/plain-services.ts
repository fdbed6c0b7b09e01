import type { RequestListener } from 'node:http'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { plainSocketOf } from '#core/config/plain-socket'
import { isReadOnlyFolder } from '#core/files/private-file'
import { REQUEST_RULES } from '#core/http/explicit'
import { createServer } from '#core/http/node-http'
import { listenAtSocket } from '#core/http/socket-file'

/** Sockets that only programs of the same user can reach: nobody walks around the sidecar before a plain service. */
export interface PlainServices {
  /** Its path, in a folder that is there. */
  socketOf(name: string): Promise<string>
  /** @returns the path of its socket */
  open(name: string, listener: RequestListener): Promise<string>
  close(): void
}

/** @param folder the private folder of the process */
export async function createPlainServices(folder: string): Promise<PlainServices> {
  const isReadOnly = await isReadOnlyFolder(folder)
  const ends: (() => void)[] = []

  async function socketOf(name: string): Promise<string> {
    const path = plainSocketOf(folder, name, { platform: process.platform, isReadOnly })
    if (path.startsWith('\\\\')) return path // a named pipe is in no folder
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await chmod(dirname(path), 0o700) // fails where it belongs to somebody else
    return path
  }

  return {
    socketOf,
    async open(name, listener) {
      const path = await socketOf(name)
      const server = createServer({ ...REQUEST_RULES, keepAliveTimeout: 30_000 }, listener)
      await listenAtSocket(server, path, 0o600)
      ends.push(() => {
        server.close()
        server.closeAllConnections()
      })
      return path
    },
    close() {
      for (const end of ends.splice(0)) end()
    },
  }
}
