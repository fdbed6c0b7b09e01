import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pool } from 'undici'
import { FREE_PORTS, PROCESSES, type ProcessName } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { startChild, type Child } from '../../apps/sandbox/child.ts'

/** The processes that are measured: the four of the sandbox, a factory that signs with RSA, and those without our code. */
export type ProcessLabel = ProcessName | 'factory-rs256' | BareLabel

type BareLabel = 'hello-node' | 'bare-factory' | 'bare-a' | 'bare-b' | 'bare-c'

/** A process that runs, the folder of its keys, and the trust anchor that says so. */
export interface MeasuredProcess extends Child {
  keysFolder: string
  ca: string
  /** The name in its certificate. */
  certifiedName: string
}

export type Processes = Record<ProcessLabel, MeasuredProcess>

/** Where their keys lie, in the folder that they are given. */
export const KEY_FOLDERS = ['keys', 'keys-rs256'] as const

/** Starts all of them on free ports, with their keys in a folder that the caller removes. */
export async function startProcesses(folder: string): Promise<{ processes: Processes; stop: () => Promise<void> }> {
  const children: Child[] = []
  const start = async (
    command: readonly [string, ...string[]],
    name: string,
    keysFolder: string,
    env: Environment = {},
  ): Promise<MeasuredProcess> => {
    const child = await startChild(command, folder, {
      ...FREE_PORTS,
      ...PATIENT_PEERS,
      ...env,
      KEYS_FOLDER: keysFolder,
    })
    children.push(child)
    const ca = await readFile(join(keysFolder, 'tls', 'ca.pem'), 'utf8')
    return { ...child, keysFolder, ca, certifiedName: name }
  }
  const stop = async () => void (await Promise.all(children.map((child) => child.stop())))

  const [keys, rsaKeys] = [join(folder, KEY_FOLDERS[0]), join(folder, KEY_FOLDERS[1])]
  const factory = PROCESSES['jwt-factory'].command
  try {
    const [jwtFactory, factoryRs256, helloNode, bareFactory] = await Promise.all([
      start(factory, 'jwt-factory', keys),
      start(factory, 'jwt-factory', rsaKeys, { ALGORITHM: 'RS256' }),
      start(...bare('hello-node'), keys),
      start(...bare('bare-factory'), keys),
    ])
    const toFactory = { FACTORY_URL: address(jwtFactory) }
    const toBareFactory = { FACTORY_URL: address(bareFactory) }
    const [serviceb, servicec, bareB, bareC] = await Promise.all([
      start(...service('serviceb'), keys, toFactory),
      start(...service('servicec'), keys, toFactory),
      start(...bare('bare-b'), keys, toBareFactory),
      start(...bare('bare-c'), keys, toBareFactory),
    ])
    const [servicea, bareA] = await Promise.all([
      start(...service('servicea'), keys, { ...toFactory, ...callees(serviceb, servicec) }),
      start(...bare('bare-a'), keys, { ...toBareFactory, ...callees(bareB, bareC) }),
    ])
    const processes: Processes = {
      'jwt-factory': jwtFactory,
      servicea,
      serviceb,
      servicec,
      'factory-rs256': factoryRs256,
      'hello-node': helloNode,
      'bare-factory': bareFactory,
      'bare-a': bareA,
      'bare-b': bareB,
      'bare-c': bareC,
    }
    return { processes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What others do on the machine makes a row slow, and ends no run. */
const PATIENT_PEERS = { PEER_TIMEOUT: '120s' }

/** Connections to a process that are kept. */
export function openPool(process: MeasuredProcess, connections: number): Pool {
  const { ca, certifiedName } = process
  return new Pool(address(process), {
    connections,
    connect: { ca, servername: certifiedName, rejectUnauthorized: true },
  })
}

const address = ({ tlsPort }: { tlsPort: number }): string => `https://localhost:${tlsPort}`

const service = (name: 'servicea' | 'serviceb' | 'servicec') => [PROCESSES[name].command, name] as const

const callees = (b: MeasuredProcess, c: MeasuredProcess) => ({ SERVICEB_URL: address(b), SERVICEC_URL: address(c) })

const bare = (name: BareLabel) => [['tests/bench/bare/main.ts', name], name] as const
