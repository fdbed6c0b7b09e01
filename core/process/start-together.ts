import { isObject } from '../token/claims.ts'

/** What a process needs of its parent to start together with others. */
type Parent = Pick<NodeJS.Process, 'env' | 'send' | 'on' | 'off'>

/** Whoever starts several processes at once sets this variable to `together`, and answers as `goOn` says. */
export const START_TOGETHER = 'SANDBOX_START'
export const TOGETHER = 'together'

/** How far a process has come: it has its ports; its folder, too, and has touched nothing in it. */
export type StartStage = 'ports' | 'folder'

/** What a process tells its parent at a stage, and what it is told when all have come as far. */
export const reached = (stage: StartStage) => ({ reached: stage })
export const goOn = (stage: StartStage) => ({ goOn: stage })

/**
 * A start that cannot be touches nothing: of several processes that are started at once, none makes a folder before all
 * have their ports, and none opens its keys before all have their folders. A process that is started alone waits for
 * nobody.
 * @returns what a process waits for at each stage
 */
export function untilAllReach(parent: Parent): (stage: StartStage) => Promise<void> {
  if (parent.env[START_TOGETHER] !== TOGETHER || !parent.send) return async () => {}
  return (stage) =>
    new Promise((resolve) => {
      const listen = (message: unknown) => {
        if (!isObject(message) || message['goOn'] !== stage) return
        parent.off('message', listen)
        resolve()
      }
      parent.on('message', listen)
      parent.send?.(reached(stage))
    })
}
