import type { Clock } from '../clock.ts'

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
