import { spawn, type ChildProcess } from 'node:child_process'
import type { Clock } from '#core/clock'
import { atExit } from '../folder/at-exit.ts'

/** What asks to end is given so long. Milliseconds. */
const END_PATIENCE = 3000
const LOOK_FOR_GROUP_END = 20
const REAP_PATIENCE = 500

/** A program and all that it has started: a shell, or npm, ends without what it runs. */
export interface ProgramGroup {
  /** Ends it: by SIGTERM, and later by SIGKILL. Nothing of it is left then, and nothing of it holds this process. */
  end(): Promise<void>
}

export const IS_WINDOWS = process.platform === 'win32'

const nothingToForget = () => {}

/** @param leader was started detached: its process id names the group */
export function createProgramGroup(leader: ChildProcess, clock: Clock): ProgramGroup {
  const { pid } = leader
  const watcher = pid === undefined || IS_WINDOWS ? undefined : watchOver(pid)
  const forget = watcher ? nothingToForget : atExit(() => void leader.kill())
  // The id of a group that is no more may be given to another one: nobody is to end that.
  let isOver = pid === undefined
  const isNoMore = () => {
    isOver = true
    forget()
    watcher?.kill('SIGKILL')
  }
  leader.once('exit', () => void (isGroupAlive(pid) || isNoMore()))
  return {
    async end() {
      if (!isOver) await endGroup(pid, leader, clock)
      isNoMore()
      leader.stdout?.destroy()
      leader.stderr?.destroy()
    },
  }
}

async function endGroup(pid: number | undefined, leader: ChildProcess, clock: Clock): Promise<void> {
  if (pid === undefined) return
  if (IS_WINDOWS) return endTree(pid, leader)
  signalGroup(pid, 'SIGTERM')
  const until = clock.monotonic() + END_PATIENCE
  while (isGroupAlive(pid)) {
    const late = clock.monotonic() - until
    if (late > REAP_PATIENCE) return // ended, and nobody has asked for its exit code: in a container without an init
    if (late > 0) signalGroup(pid, 'SIGKILL')
    await clock.delay(LOOK_FOR_GROUP_END)
  }
}

/** Where there are no groups, by the tree of parents. */
const endTree = (pid: number, leader: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (leader.exitCode !== null) return resolve()
    const ending = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' })
    ending.once('error', () => resolve())
    ending.once('exit', () => resolve())
  })

function signalGroup(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false
  try {
    return process.kill(-pid, signal)
  } catch {
    return false // it is gone
  }
}

const isGroupAlive = (pid: number | undefined): boolean => signalGroup(pid, 0)

/** Waits until its input ends, as it does however the process ends that holds it, and then ends the group. */
const watcherOf = (pid: number) => `
const tellGroup = (signal) => { try { process.kill(-${pid}, signal); return true } catch { return false } }
const wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${LOOK_FOR_GROUP_END})
process.stdin.on('error', () => {}).on('close', () => {
  tellGroup('SIGTERM')
  for (let looks = 0; looks < ${END_PATIENCE / LOOK_FOR_GROUP_END} && tellGroup(0); looks++) wait()
  tellGroup('SIGKILL')
}).resume()`

/** A test process may end without a word, as by SIGKILL: what it started would go on, and hold its ports. */
function watchOver(pid: number): ChildProcess {
  const watcher = spawn(process.execPath, ['-e', watcherOf(pid)], {
    cwd: '/',
    env: {},
    detached: true, // a Ctrl-C is for others
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.on('error', () => {}) // the group ends with a stop all the same
  watcher.stdin.on('error', () => {})
  watcher.unref()
  Object(watcher.stdin).unref() // a pipe of a process is a socket
  return watcher
}
