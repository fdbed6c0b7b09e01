import { isObject } from '../token/claims.ts'

/** What a process needs of its parent to start together with others. */
type Parent = Pick<NodeJS.Process, 'env' | 'send' | 'on' | 'off'>

/** Whoever starts several processes at once sets this variable to `together`, and answers as `goOn` says. */
export const START_TOGETHER = 'SANDBOX_START'
export const TOGETHER = 'together'

/**
 * How far a process has come: it has its ports; its folder, too, and has touched nothing in it; it is about to ask others, which
 * listen by then.
 */
export type StartStage = 'ports' | 'folder' | 'asking'
export const START_STAGES: readonly StartStage[] = ['ports', 'folder', 'asking']

/** Was this process started together with others, by a parent that talks with it? */
const isTogether = ({ env, send }: Pick<Parent, 'env' | 'send'>): boolean =>
  env[START_TOGETHER] === TOGETHER && send !== undefined

/**
 * Does it end when its parent does? It does where npm or the whole sandbox started it: nobody else would end it then, and
 * its ports would stay taken. One that a person started alone may outlive the terminal.
 */
export const endsWithParent = (host: Pick<Parent, 'env' | 'send'>): boolean =>
  Boolean(host.env['npm_lifecycle_event']) || isTogether(host)

/** What a process tells its parent at a stage, and what it is told when all have come as far. */
export const reached = (stage: StartStage) => ({ reached: stage })
export const goOn = (stage: StartStage) => ({ goOn: stage })

/**
 * A start that cannot be touches nothing: of several processes that are started at once, none makes a folder before all
 * have their ports, and none opens its keys before all have their folders. Nor does one ask another that does not answer yet.
 * @param told settles when the process is told to end: the others may be ending, too
 * @returns what a process waits for at each stage, which throws when it is told to end; undefined for one that is started alone, which
 *   waits for nobody
 */
export function untilAllReach(
  parent: Parent,
  told: Promise<unknown>,
): ((stage: StartStage) => Promise<void>) | undefined {
  if (!isTogether(parent)) return undefined
  return (stage) =>
    new Promise((resolve, reject) => {
      void told.then(() => reject(new Error('it was told to end')))
      const listen = (message: unknown) => {
        if (!isObject(message) || message['goOn'] !== stage) return
        parent.off('message', listen)
        resolve()
      }
      parent.on('message', listen)
      parent.send?.(reached(stage))
    })
}
