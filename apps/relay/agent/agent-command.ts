import { runUntilSignal } from '#core/process/lifecycle'
import { commandWith } from '#core/process/help'
import type { Command, Host } from '#core/process/run-process'
import { AGENT_FLAGS } from './agent-flags.ts'
import { runAgent } from './run-agent.ts'

const HTTP = 'http my-endpoint 3001 --connect.token TOKEN'

/** What `npm run agent` does, and `npm run piko -- agent`. @param name as a person calls it */
export const agentCommand = (name: string, host: Host): Command => ({
  name,
  about:
    'Listens for an endpoint at a relay on behalf of a service, which needs no port that others can reach: it dials out. It runs until Ctrl-C, or until the relay refuses its token.',
  words: ['http|tcp|start', 'ENDPOINT?', 'ADDRESS?'],
  options: AGENT_FLAGS,
  examples: [HTTP, 'tcp my-endpoint localhost:5432 --token-command ./get-token', 'start --config agent.yaml'].map(
    (words) => commandWith(name, words),
  ),
  async run(call) {
    return runUntilSignal(host, call.clock, () => runAgent(call))
  },
})
