import { systemClock } from '#core/clock'
import { PARTY_PORTS, PARTY_PORT_NAMES } from '#core/config/parties'
import { CONTROLLED_NAMES, rowOf } from '#core/config/processes'
import { readArguments } from '#core/process/command-line'
import { PROBE_LINE } from '../../apps/probe/probe-line.ts'
import { runProbe } from '../../apps/probe/run-probe.ts'
import { PATIENT, type TestSandbox } from './sandbox.ts'

/** Runs `npm run probe -- …` at a test sandbox, whose keys folder is where the person stands. */
export async function probeOnLine(sandbox: TestSandbox, args: readonly string[]) {
  const said: string[] = []
  const terminal = {
    write: (text: string) => void said.push(text),
    tell: (text: string) => void said.push(text),
    progress() {},
    isTerminal: false,
    columns: Infinity,
    colours: false,
  }
  const env = probeEnvironment(sandbox)
  const code = await runProbe({ ...readArguments([...args], PROBE_LINE), env, clock: systemClock, terminal })
  return { code, said: said.join('') }
}

/** As the probe finds a test sandbox, whose keys folder is where the person stands. */
export const probeEnvironment = (sandbox: TestSandbox): Record<string, string> => ({
  ...portsOfSandbox(sandbox),
  ...PATIENT,
  KEYS_FOLDER: sandbox.keysFolder,
  INIT_CWD: sandbox.keysFolder,
})

const portsOfSandbox = ({ processes, partyPorts }: TestSandbox): Record<string, string> =>
  Object.fromEntries([
    ...CONTROLLED_NAMES.flatMap((name) => [
      [`${rowOf(name).prefix}_PORT`, String(processes[name].port)],
      [`${rowOf(name).prefix}_TLS_PORT`, String(processes[name].tlsPort)],
    ]),
    ...PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(partyPorts[name])]),
  ])
