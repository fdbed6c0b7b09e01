import type { Clock } from '../clock.ts'
import { ConfigFault } from '../config/read-config.ts'
import { explainReadOnly } from '../files/read-only.ts'

/**
 * Resolves at Ctrl-C or SIGTERM. Further signals are ignored: under `npm start` a Ctrl-C arrives twice, from the
 * terminal and from the parent, and what is in flight is to be finished all the same.
 */
export function untilSignal(process: NodeJS.EventEmitter): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal))
  })
}

const PARENT_CHECK_MILLISECONDS = 250

/**
 * Ends the process, as by SIGTERM, when its parent is gone. Whoever ends `npm run servicea` ends npm and npm's shell,
 * which does not pass the signal on; the port would stay taken. A parent with a channel may be gone before we look.
 */
export function endWithParent(process: NodeJS.Process, clock: Clock): void {
  const parent = process.ppid
  const end = () => void process.kill(process.pid, 'SIGTERM')
  process.once('disconnect', end)
  clock.every(PARENT_CHECK_MILLISECONDS, () => {
    if (process.ppid !== parent) end()
  })
}

/** Why a process could not start, for the person at the terminal: what is wrong, and what to do. */
export function explainStartFailure(name: string, error: unknown): string {
  if (error instanceof ConfigFault) return `${name} cannot start:\n${error.message}`
  const missing = explainReadOnly(error)
  if (missing !== undefined) return `${name} cannot start: ${missing}`
  const { message, cause } = error as Fault & { cause?: Fault }
  const { code, port, path } = cause?.path === undefined ? (error as Fault) : cause // a file at fault, for whatever it is
  const explain = EXPLANATIONS[code ?? '']
  return `${name} cannot start: ${explain ? explain(port ?? path ?? '') : (message ?? String(error))}`
}

interface Fault {
  code?: string
  port?: number
  path?: string
  message?: string
}

const EXPLANATIONS: Record<string, (what: number | string) => string> = {
  EADDRINUSE: (port) => `port ${port} is taken. Stop the process that listens there, or set another port in .env.`,
  EADDRNOTAVAIL: () => 'this machine has no such address. Set HOST to one that it has, for instance 127.0.0.1.',
  ENOTFOUND: () => 'the name in HOST is unknown. Set HOST to an address of this machine, for instance 127.0.0.1.',
  EACCES: (what) =>
    typeof what === 'number'
      ? `permission denied for port ${what}. Choose a port above 1023.`
      : `permission denied for ${what}. Nothing was replaced: give yourself access to it (chmod u+rwX), or choose another KEYS_FOLDER.`,
  EAI_AGAIN: () =>
    'the name in HOST cannot be looked up. Set HOST to an address of this machine, for instance 127.0.0.1.',
  EPERM: (what) => `permission denied for ${what}. Choose a KEYS_FOLDER that belongs to you.`,
  EROFS: (what) => `${what} is on a read-only disk. Choose a KEYS_FOLDER that can be written to.`,
  ENOSPC: () => 'the disk is full.',
  ENOTDIR: (what) => `${what} is not in a folder but in a file. Choose a KEYS_FOLDER that is one.`,
  EEXIST: (what) => `${what} is a file. Choose a KEYS_FOLDER that is a folder.`,
}
