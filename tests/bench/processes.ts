import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pool } from 'undici'
import { FREE_PORTS } from '#core/config/process-settings'
import { entryForEach } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { ROLES } from '#scenarios'
import { startChild, startChildren } from '../../apps/sandbox/child.ts'
import type { MeasuredProcess } from './measured-process.ts'
import { MESH_LABELS, startMeshProcesses, type MeshLabel } from './mesh/processes.ts'
import { PEOPLE_LABELS, startPeopleProcesses, type PeopleLabel } from './people/processes.ts'
import { SIDECAR_LABELS, startSidecarProcesses, type SidecarLabel } from './sidecars/processes.ts'

/** The processes that are measured: the four of the sandbox, other factories, and those without our code. */
export type ProcessLabel =
  (typeof IN_SANDBOX)[number] | keyof typeof OTHER_FACTORIES | BareLabel | SidecarLabel | MeshLabel | PeopleLabel

const OTHER_FACTORIES = { 'factory-rs256': { ALGORITHM: 'RS256' }, 'factory-uncontrolled': { CONTROL: 'off' } } as const

const IN_SANDBOX = ['jwt-factory', ...ROLES] as const

type BareLabel = 'hello-node' | 'bare-factory' | 'bare-a' | 'bare-b' | 'bare-c' | 'bare-proxy' | 'forward-proxy'

export type Processes = Record<ProcessLabel, MeasuredProcess>

const isOfSidecars = (label: ProcessLabel) => SIDECAR_LABELS.some((name) => name === label)
const isOfMesh = (label: ProcessLabel) => MESH_LABELS.some((name) => name === label)
const isOfPeople = (label: ProcessLabel) => PEOPLE_LABELS.some((name) => name === label)
const isOfSandbox = (label: ProcessLabel) => !isOfSidecars(label) && !isOfMesh(label) && !isOfPeople(label)

/**
 * Starts those that some rows need on free ports: all of the sandbox and its limits, the sidecars and theirs, those of a
 * mesh and theirs, people and theirs.
 * @param labels the processes that the rows call
 */
export async function startProcesses(
  folder: string,
  labels: readonly ProcessLabel[],
): Promise<{ processes: Partial<Processes>; stop: () => Promise<void> }> {
  const started = await Promise.all([
    ...(labels.some(isOfSidecars) ? [startSidecarProcesses(folder)] : []),
    ...(labels.some(isOfMesh) ? [startMeshProcesses(folder)] : []),
    ...(labels.some(isOfPeople) ? [startPeopleProcesses(folder)] : []),
    ...(labels.some(isOfSandbox) ? [startSandboxProcesses(folder)] : []),
  ])
  const processes: Partial<Processes> = Object.assign({}, ...started.map((each) => each.processes))
  return { processes, stop: async () => void (await Promise.all(started.map((each) => each.stop()))) }
}

/** Where their keys lie, in the folder that they are given. */
export const KEY_FOLDERS = ['keys', 'keys-of-factory-rs256', 'keys-of-factory-uncontrolled'] as const

/** With their keys in a folder that the caller removes. */
async function startSandboxProcesses(
  folder: string,
): Promise<{ processes: Omit<Processes, SidecarLabel | MeshLabel | PeopleLabel>; stop: () => Promise<void> }> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => void (await Promise.all(stops.map((stopOne) => stopOne())))
  const keys = join(folder, KEY_FOLDERS[0])
  const settings = { ...PATIENT_PEERS, KEYS_FOLDER: keys }

  const startSandbox = async () => {
    const { children, stop: stopAll } = await startChildren(IN_SANDBOX, folder, settings)
    stops.push(stopAll)
    const ca = await caIn(keys)
    return entryForEach(IN_SANDBOX, (name) => ({ ...children[name], keysFolder: keys, ca, certifiedName: name }))
  }
  const startBare = async (name: BareLabel, env: Environment = {}) => {
    const child = await startChild(['tests/bench/bare/main.ts', name], folder, { ...FREE_PORTS, ...settings, ...env })
    stops.push(child.stop)
    return { ...child, keysFolder: keys, ca: await caIn(keys), certifiedName: name }
  }
  const startOther = async (label: keyof typeof OTHER_FACTORIES) => {
    const keysFolder = join(folder, `keys-of-${label}`)
    const env = { ...settings, KEYS_FOLDER: keysFolder, ...OTHER_FACTORIES[label] }
    const { children, stop: stopIt } = await startChildren(['jwt-factory'], folder, env)
    stops.push(stopIt)
    return { ...children['jwt-factory'], keysFolder, ca: await caIn(keysFolder), certifiedName: 'jwt-factory' }
  }
  try {
    const [sandbox, factoryRs256, uncontrolled, helloNode, bareFactory] = await Promise.all([
      startSandbox(),
      startOther('factory-rs256'),
      startOther('factory-uncontrolled'),
      startBare('hello-node'),
      startBare('bare-factory'),
    ])
    const toFactory = { FACTORY_URL: bareFactory.url }
    const toHello = { SERVICEB_URL: helloNode.url }
    const [bareB, bareC, bareProxy, forwardProxy] = await Promise.all([
      startBare('bare-b', toFactory),
      startBare('bare-c', toFactory),
      startBare('bare-proxy', toHello),
      startBare('forward-proxy', toHello),
    ])
    const bareA = await startBare('bare-a', { ...toFactory, SERVICEB_URL: bareB.url, SERVICEC_URL: bareC.url })
    const processes = {
      ...sandbox,
      'factory-rs256': factoryRs256,
      'factory-uncontrolled': uncontrolled,
      'hello-node': helloNode,
      'bare-factory': bareFactory,
      'bare-a': bareA,
      'bare-b': bareB,
      'bare-c': bareC,
      'bare-proxy': bareProxy,
      'forward-proxy': forwardProxy,
    }
    return { processes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const caIn = (keysFolder: string) => readFile(join(keysFolder, 'tls', 'ca.pem'), 'utf8')

/** What others do on the machine makes a row slow, and ends no run. */
const PATIENT_PEERS = { PEER_TIMEOUT: '120s' }

/**
 * Connections to a process that are kept.
 * @param door which of its ports, where it has several
 */
export function openPool(process: MeasuredProcess, connections: number, door?: string): Pool {
  const { ca, certifiedName, url, doors, caller } = process
  const known = caller && { ...caller, checkServerIdentity: () => undefined }
  return new Pool((door !== undefined && doors?.[door]) || url, {
    connections,
    connect: { ca, servername: certifiedName, rejectUnauthorized: true, ...known },
  })
}
