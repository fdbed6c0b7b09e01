import { CONTROLLED_NAMES, rowOf, type ControlledName } from '#core/config/processes'
import { startChild, startChildren, type Child } from '../../apps/sandbox/child.ts'
import { freePortSettings } from './ports.ts'

/** The processes of `npm start` on free ports, each a process of its own; the console is started when it is wanted. */
export interface RunningSandbox {
  children: Record<ControlledName, Child>
  /** Their plain ports. */
  ports: Readonly<Record<string, number>>
  startConsole(): Promise<Child>
  stop(): Promise<void>
}

/** @param keysFolder may be empty. @param folder where they work, without a `.env` */
export async function startRunningSandbox(folder: string, keysFolder: string): Promise<RunningSandbox> {
  const { env: free, ports } = await freePortSettings()
  const env = { PEER_TIMEOUT: '120s', KEYS_FOLDER: keysFolder, ...free }
  const { children, stop } = await startChildren(CONTROLLED_NAMES, folder, env)
  const plainPorts = Object.fromEntries(
    CONTROLLED_NAMES.map((name) => [name, ports[`${rowOf(name).prefix}_PORT`] ?? 0]),
  )
  return { children, ports: plainPorts, startConsole: () => startChild(rowOf('console').command, folder, env), stop }
}
