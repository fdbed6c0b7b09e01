import { runUntilSignal } from '#core/process/lifecycle'
import { commandWith } from '#core/process/help'
import type { Command, Host } from '#core/process/run-process'
import { agentCommand } from './agent/agent-command.ts'
import type { RelayDialect } from './config/relay-config.ts'
import { RELAY_FLAGS } from './config/relay-flags.ts'
import { forwardCommand } from './forward/forward-command.ts'
import { runRelay } from './run-relay.ts'

/** What `npm run relay` does, and `npm run piko -- server`. */
export const relayCommand = (name: string, dialect: RelayDialect, host: Host): Command => ({
  name,
  about:
    'A relay: agents dial out to it and listen for an endpoint each, and clients reach them there with a token for that endpoint. It runs until Ctrl-C.',
  options: {
    config: { about: "the configuration: Piko's own YAML (docs/relay.md)", value: 'FILE', synonym: 'config.path' },
    'config.expand-env': { about: 'puts variables of the environment into it: $NAME' },
    check: { about: 'reads the configuration, says all that is wrong with it, and starts nothing' },
    'log-level': { about: 'debug, info, warn, error or silent', value: 'LEVEL' },
    ...RELAY_FLAGS,
  },
  examples: [commandWith(name, EXAMPLES[dialect]), commandWith(name, '--config relay.yaml --check')],
  async run(call) {
    return runUntilSignal(host, call.clock, () => runRelay(call, dialect))
  },
})

const EXAMPLES: Record<RelayDialect, string> = {
  strict: '--config relay.yaml',
  piko: '--proxy.auth.hmac-secret-key my-secret --upstream.auth.hmac-secret-key my-secret',
}

/** The programs of this room, by the word behind `apps/relay/main.ts`. */
export const RELAY_COMMANDS: Readonly<Record<string, (host: Host) => Command>> = {
  relay: (host) => relayCommand('npm run relay', 'strict', host),
  agent: (host) => agentCommand('npm run agent', host),
  forward: (host) => forwardCommand('npm run forward', host),
}

/** The same programs as Piko, by the word behind `npm run piko --`. */
export const PIKO_COMMANDS: Readonly<Record<string, (host: Host) => Command>> = {
  server: (host) => relayCommand('npm run piko -- server', 'piko', host),
  agent: (host) => agentCommand('npm run piko -- agent', host),
  forward: (host) => forwardCommand('npm run piko -- forward', host),
}
