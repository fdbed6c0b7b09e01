import { runUntilSignal } from '#core/process/lifecycle'
import { commandWith } from '#core/process/help'
import type { Command, Host } from '#core/process/run-process'
import { FORWARD_FLAGS } from './forward-flags.ts'
import { runForward } from './run-forward.ts'

/** What `npm run forward` does, and `npm run piko -- forward`. @param name as a person calls it */
export const forwardCommand = (name: string, host: Host): Command => ({
  name,
  about:
    'Opens a port of this machine that leads to an endpoint at a relay, for programs that know neither tokens nor relays: whoever reaches the port needs none. It runs until Ctrl-C.',
  words: ['tcp|start', 'PORT?', 'ENDPOINT?'],
  options: FORWARD_FLAGS,
  examples: ['tcp 6000 my-endpoint --connect.token TOKEN', 'start --config forward.yaml'].map((words) =>
    commandWith(name, words),
  ),
  async run(call) {
    return runUntilSignal(host, call.clock, () => runForward(call))
  },
})
