import runConcurrently, { type Command } from 'concurrently'
import { systemClock } from '#core/clock'
import { portsOf, PROCESSES, PROCESS_NAMES, reachable } from '#core/config/processes'
import type { SandboxConfig } from './config.ts'

/** The shell makes room for the process, so that a signal meets the process itself. */
const WITHOUT_SHELL = process.platform === 'win32' ? '' : 'exec '

const POLL_MILLISECONDS = 50

export interface Processes {
  /** True once all answer; false when one ended before that. */
  ready: Promise<boolean>
  /** The exit code for all of them, once all have ended. */
  ended: Promise<number>
}

/**
 * Starts every process of the table side by side. When one ends before all are ready, the others are
 * stopped too. Later on, one may be killed and started again by hand: that is a lesson of its own.
 */
export function startProcesses(config: SandboxConfig, env: Record<string, string>): Processes {
  const { commands, result } = runConcurrently(
    PROCESS_NAMES.map((name) => ({
      name,
      command: `${WITHOUT_SHELL}node --import ./core/process/runtime.js ${PROCESSES[name].command.join(' ')}`,
      prefixColor: PROCESSES[name].colour,
      env,
    })),
    { prefix: 'name', padPrefix: true, handleInput: false, killOthersOn: [] },
  )
  const watch = { isReady: false, hasFailed: false, isStopping: false }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (watch.isStopping = true))
  for (const command of commands) {
    command.close.subscribe(({ exitCode }) => {
      if (watch.isStopping) return
      if (watch.isReady) return void console.log(`${command.name} has ended. To bring it back: npm run ${command.name}`)
      watch.hasFailed = true
      watch.isStopping = exitCode !== 0
      stop(commands)
    })
  }
  return {
    ready: untilReady(config, () => watch.hasFailed || watch.isStopping).then((isReady) => (watch.isReady = isReady)),
    ended: result.then(
      () => (watch.hasFailed ? 1 : 0),
      () => (watch.hasFailed || !watch.isStopping ? 1 : 0),
    ),
  }
}

function stop(commands: Command[]): void {
  for (const command of commands) if (!command.exited) command.kill('SIGTERM')
}

async function untilReady(config: SandboxConfig, hasEnded: () => boolean): Promise<boolean> {
  const host = reachable(config.host)
  for (const { port } of Object.values(portsOf(config))) {
    while (!(await answers(`http://${host}:${port}/healthz`))) {
      if (hasEnded()) return false
      await systemClock.delay(POLL_MILLISECONDS)
    }
  }
  return !hasEnded()
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
