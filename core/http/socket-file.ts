import { chmod, lstat, rm } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { holdAsAgreed } from './process-hold.ts'

/**
 * Lets a server listen at a unix socket. The file of one at which nobody listens any more is taken over: a process that died
 * leaves it behind, and the platform refuses to listen there. A named pipe of Windows (`\\.\pipe\name`) goes with its process.
 * @param mode who may connect, as chmod takes it
 * @throws the platform's error: EADDRINUSE where somebody listens, or another file stands there
 */
export async function listenAtSocket(server: Server, path: string, mode: number): Promise<void> {
  const isPipe = path.startsWith('\\\\')
  if (!isPipe) await removeStaleSocket(path)
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => reject(Object.assign(error, { address: path }))
    server.once('error', fail)
    server.listen({ path }, () => resolve(void server.off('error', fail)))
  })
  holdAsAgreed(server)
  if (!isPipe) await chmod(path, mode)
}

/** One at which somebody answers is left alone, and so is what is no socket. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found?.isSocket() && !(await doesAnswer(path))) await rm(path, { force: true })
}

function doesAnswer(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    const end = (does: boolean) => {
      socket.destroy()
      resolve(does)
    }
    socket.once('connect', () => end(true))
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code !== 'ECONNREFUSED' && code !== 'ENOENT'))
  })
}
