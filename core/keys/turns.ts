/** Runs tasks that are about the same thing one after the other; of two at once, the second sees what the first did. */
export function createTurns() {
  const queue = new Map<string, Promise<unknown>>()
  return function inTurn<Result>(about: string, task: () => Promise<Result>): Promise<Result> {
    const turn = (queue.get(about) ?? Promise.resolve()).then(task, task)
    queue.set(about, turn)
    const leave = () => queue.get(about) === turn && queue.delete(about)
    turn.then(leave, leave)
    return turn
  }
}
