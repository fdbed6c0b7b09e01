import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PARTY_PORT_NAMES, PARTY_PORTS } from '#core/config/parties'
import { PROCESSES } from '#core/config/process-table'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { plainEnvironment } from './plain-environment.ts'
import { settingsFor } from './ports.ts'
import { PROJECT } from './project-files.ts'
import type { TestSandbox } from './sandbox.ts'

/** What came of a command. */
export interface Ran {
  code: number
  /** Its output, with the ports of the document. */
  text: string
}

/**
 * Runs commands of a document as they stand, one after the other in one shell, but on the ports and the key material of
 * a test sandbox.
 */
export async function runCommands(commands: readonly string[], sandbox: TestSandbox): Promise<Ran[]> {
  const connect = portsOf(sandbox).map(([documented, real]) => `--connect-to localhost:${documented}:127.0.0.1:${real}`)
  const script = [
    `curl() { command curl -sS --noproxy '*' ${connect.join(' ')} "$@"; }`,
    ...commands.flatMap((command) => [
      command.replaceAll(/ keys\//g, ` ${sandbox.keysFolder}/`),
      String.raw`printf '\0%s\0' "$?"`,
    ]),
  ]
  const ports = CONTROLLED_NAMES.map((name) => settingsFor(name, sandbox.processes[name]))
  const env = Object.assign(plainEnvironment(), ...ports) // for npm run control
  const { stdout } = await promisify(execFile)('sh', ['-c', script.join('\n')], { cwd: PROJECT, env })
  const parts = stdout.split('\0')
  return commands.map((_, index) => ({
    code: Number(parts[2 * index + 1]),
    text: asDocumented(parts[2 * index] ?? '', sandbox),
  }))
}

/** Each port of the documents, and the one of the sandbox that stands in for it. */
function portsOf({ processes, partyPorts }: TestSandbox): (readonly [documented: number, real: number])[] {
  const parties = PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].port, partyPorts[name]] as const)
  const ofProcesses = CONTROLLED_NAMES.flatMap((name) => {
    const { port, tlsPort } = processes[name]
    return [[PROCESSES[name].port, port] as const, [PROCESSES[name].tlsPort, tlsPort] as const]
  })
  return [...ofProcesses, ...parties]
}

/** The factory's name holds its port. */
function asDocumented(text: string, sandbox: TestSandbox): string {
  const { tlsPort } = PROCESSES['jwt-factory']
  return text.replaceAll(`https://localhost:${sandbox.factory.tlsPort}`, `https://localhost:${tlsPort}`)
}
