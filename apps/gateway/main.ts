import { endProcess, untilSecondSignal, untilSignal } from '#core/process/lifecycle'
import { runCommand } from '#core/process/run-process'
import { GLOO_OPTIONS } from './gloo/gloo-options.ts'
import { runGateways } from './run-gateways.ts'

await runCommand(process, {
  name: 'npm run gateway',
  about:
    'A gateway that knows who asks: it checks tokens of consumers as Kong does, or with one key and without a store, or it logs people in as the documents of Gloo say, and tells the service behind it. It runs until Ctrl-C.',
  options: {
    config: {
      about:
        'the consumers, and a gateway for each port (docs/gateway.md); or documents of Gloo, in several files or folders (docs/login.md)',
      value: 'FILE',
      isRepeatable: true,
    },
    check: { about: 'reads the configuration, says all that is wrong with it, and starts nothing' },
    ...GLOO_OPTIONS,
    'log-level': { about: 'debug, info, warn, error or silent', value: 'LEVEL' },
  },
  examples: [
    'npm run gateway -- --config gateway.yaml',
    'npm run gateway -- --config gloo.yaml --explain GET https://webuitest.com/',
  ],
  words: ['URL?'],
  async run(call) {
    const running = await runGateways(call)
    if (!running) return 0
    await untilSignal(process)
    await endProcess(process, running.close(), untilSecondSignal(process, call.clock))
    return 0
  },
})
