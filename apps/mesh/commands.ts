import { runUntilSignal } from '#core/process/lifecycle'
import type { Command, Host } from '#core/process/run-process'
import { DECIDE_COMMAND } from './decide/run-decide.ts'
import { EXPLAIN_COMMAND } from './explain/run-explain.ts'
import { LINT_COMMAND } from './lint/run-lint.ts'
import { runProxy } from './proxy/run-proxy.ts'

/** What `npm run mesh -- COMMAND` does, one row for each: how it is called, and what it does then. */
export const MESH_COMMANDS: Readonly<Record<string, (host: Host) => Command>> = {
  proxy: (host) => ({
    name: 'npm run mesh -- proxy',
    about:
      'A policy sidecar in front of your own service: mutual TLS, the tokens and the policies of a mesh decide what goes on. It runs until Ctrl-C.',
    options: {
      config: { about: 'what it is in front of, and which policies hold (docs/mesh.md)', value: 'FILE' },
      check: {
        about: 'reads the configuration and its policies, says all that is wrong with them, and starts nothing',
      },
      'log-level': { about: 'debug, info, warn, error or silent', value: 'LEVEL' },
    },
    examples: ['npm run mesh -- proxy --config mesh.yaml', 'npm run mesh -- proxy --config mesh.yaml --check'],
    async run(call) {
      return runUntilSignal(host, call.clock, () => runProxy(call))
    },
  }),
  decide: () => DECIDE_COMMAND,
  lint: () => LINT_COMMAND,
  explain: () => EXPLAIN_COMMAND,
}
