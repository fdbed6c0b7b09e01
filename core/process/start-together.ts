import { isObject } from '../token/claims.ts'

/** What a process needs of its parent to start together with others. */
type Parent = Pick<NodeJS.Process, 'env' | 'send' | 'on' | 'off'>

/** Whoever starts several processes at once sets this variable to `together`, and answers as `letOpen` below says. */
export const START_TOGETHER = 'SANDBOX_START'
export const TOGETHER = 'together'

/** What a process tells its parent when it has its ports and its folder, and has touched nothing else. */
export const STANDS = { stands: true }

/** What the parent tells all of them when the last one has said so. */
export const OPEN = { open: true }

/**
 * A start that cannot be touches nothing: of several processes that are started at once, none opens its keys before each
 * of them has its ports and its folder. A process that is started alone waits for nobody.
 * @returns what a process waits for, once it has both
 */
export function untilAllStand(parent: Parent): () => Promise<void> {
  if (parent.env[START_TOGETHER] !== TOGETHER || !parent.send) return async () => {}
  return () =>
    new Promise((resolve) => {
      const listen = (message: unknown) => {
        if (!isObject(message) || message['open'] !== true) return
        parent.off('message', listen)
        resolve()
      }
      parent.on('message', listen)
      parent.send?.(STANDS)
    })
}
