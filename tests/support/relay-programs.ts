import { onTestFinished } from 'vitest'
import { freePorts } from './ports.ts'
import { nodeWords, start } from './processes.ts'
import { until } from './until.ts'

/** A relay, an agent or a forward in a process of its own: the words after `apps/relay/main.ts`. */
export function startRelayProgram(...words: string[]) {
  const running = start(process.execPath, nodeWords('apps/relay/main.ts', ...words), {})
  onTestFinished(() => void running.kill('SIGKILL'))
  /** Resolves when it has said something. @throws what it said when it has ended before */
  const says = (what: string) =>
    until(what, () => {
      if (running.code() !== undefined) throw new Error(running.output())
      return running.output().includes(what)
    })
  return { ...running, says }
}

/** Three ports that are free, and the options that bind a relay to them. */
export async function freeRelayPorts() {
  const [proxy = 0, upstream = 0, admin = 0] = await freePorts(3)
  const ports = { proxy, upstream, admin }
  return { ...ports, binds: Object.entries(ports).flatMap(([name, at]) => [`--${name}.bind-addr`, `127.0.0.1:${at}`]) }
}
