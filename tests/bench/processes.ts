import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pool } from 'undici'
import { FREE_PORTS, PROCESSES } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { startChild, type Child } from '../../apps/sandbox/child.ts'

/** The processes that are measured: the four of the sandbox, a factory that signs with RSA, and two bare servers. */
export type ProcessLabel =
  'jwt-factory' | 'servicea' | 'serviceb' | 'servicec' | 'factory-rs256' | 'hello-node' | 'hello-express'

/** A process that runs, the folder of its keys, and the trust anchor that says so. */
export interface Running extends Child {
  keysFolder: string
  ca: string
  /** The name in its certificate. */
  certifiedName: string
}

export type Processes = Record<ProcessLabel, Running>

/** Starts all of them on free ports, with their keys in a folder that the caller removes. */
export async function startProcesses(folder: string): Promise<{ processes: Processes; stop: () => Promise<void> }> {
  const children: Child[] = []
  const start = async (
    command: readonly [string, ...string[]],
    name: string,
    keysFolder: string,
    env: Environment = {},
  ): Promise<Running> => {
    const child = await startChild(command, folder, { ...FREE_PORTS, ...env, KEYS_FOLDER: keysFolder })
    children.push(child)
    const ca = await readFile(join(keysFolder, 'tls', 'ca.pem'), 'utf8')
    return { ...child, keysFolder, ca, certifiedName: name }
  }
  const stop = async () => void (await Promise.all(children.map((child) => child.stop())))

  const keys = join(folder, 'keys')
  const rsaKeys = join(folder, 'keys-rs256')
  const factory = PROCESSES['jwt-factory'].command
  try {
    const [jwtFactory, factoryRs256, helloNode, helloExpress] = await Promise.all([
      start(factory, 'jwt-factory', keys),
      start(factory, 'jwt-factory', rsaKeys, { ALGORITHM: 'RS256' }),
      start(...hello('hello-node'), keys),
      start(...hello('hello-express'), keys),
    ])
    const factoryUrl = { FACTORY_URL: address(jwtFactory) }
    const [serviceb, servicec] = await Promise.all([
      start(...service('serviceb'), keys, factoryUrl),
      start(...service('servicec'), keys, factoryUrl),
    ])
    const peers = { ...factoryUrl, SERVICEB_URL: address(serviceb), SERVICEC_URL: address(servicec) }
    const servicea = await start(...service('servicea'), keys, peers)
    const processes: Processes = {
      'jwt-factory': jwtFactory,
      servicea,
      serviceb,
      servicec,
      'factory-rs256': factoryRs256,
      'hello-node': helloNode,
      'hello-express': helloExpress,
    }
    return { processes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Connections to a process that are kept. */
export function openPool(process: Running, connections: number): Pool {
  const { ca, certifiedName } = process
  return new Pool(address(process), {
    connections,
    connect: { ca, servername: certifiedName, rejectUnauthorized: true },
  })
}

const address = ({ tlsPort }: { tlsPort: number }): string => `https://localhost:${tlsPort}`

const service = (name: 'servicea' | 'serviceb' | 'servicec') => [PROCESSES[name].command, name] as const

const hello = (name: string) => [['tests/bench/hello/main.ts', name], name] as const
