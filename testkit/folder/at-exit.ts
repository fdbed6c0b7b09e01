import { runInThisContext } from 'node:vm'

/** Of Node itself: jest hands its tests another one, which is told of no end, and whose listeners would swallow Ctrl-C. */
const realProcess: NodeJS.Process = runInThisContext('process')

/** What is done at the end of this process. jest loads this module once for each file of tests, and there is one for all. */
interface AtExit {
  tasks: Set<() => void>
  stopListening: () => void
}

const AT_EXIT = Symbol.for('jwt-sandbox at exit')

const realPlace = realProcess as { [AT_EXIT]?: AtExit | undefined } // a place of our own

/** What ends a process that does not listen for it, and can be heard. */
const END_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Does something, at once and without a wait, when this process ends: also by a signal that nobody else listens for. As soon as somebody
 * else does, they have it alone: how their process ends is theirs to say, and its `exit` is heard anyway.
 * @returns what takes it back
 */
export function atExit(task: () => void): () => void {
  const shared = (realPlace[AT_EXIT] ??= listen())
  shared.tasks.add(task)
  return () => {
    shared.tasks.delete(task)
    if (shared.tasks.size > 0 || realPlace[AT_EXIT] !== shared) return
    shared.stopListening()
    realPlace[AT_EXIT] = undefined
  }
}

function listen(): AtExit {
  const tasks = new Set<() => void>()
  const doAll = () => {
    for (const task of tasks) task()
    tasks.clear()
  }
  const endBySignal = (signal: NodeJS.Signals) => {
    doAll()
    stopListening()
    realProcess.kill(realProcess.pid, signal) // as it would have ended without us
  }
  const leaveToOthers = (event: string | symbol, listener: unknown) => {
    if (listener !== endBySignal) realProcess.off(event, endBySignal)
  }
  function stopListening(): void {
    realProcess.off('exit', doAll).off('newListener', leaveToOthers)
    for (const signal of END_SIGNALS) realProcess.off(signal, endBySignal)
  }
  // Before Node's own, which begins to hear a signal for whoever comes: with our last listener it has just ceased to.
  realProcess.on('exit', doAll).prependListener('newListener', leaveToOthers)
  for (const signal of END_SIGNALS) if (realProcess.listenerCount(signal) === 0) realProcess.on(signal, endBySignal)
  return { tasks, stopListening }
}
