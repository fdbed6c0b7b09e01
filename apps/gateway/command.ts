import type { CommandLine } from '#core/process/command-line'
import { GLOO_OPTIONS } from './gloo/gloo-options.ts'

/** How `npm run gateway` is called. */
export const GATEWAY_LINE = {
  name: 'npm run gateway',
  about:
    'A gateway that knows who asks: it checks tokens of consumers as Kong does, or with one key and without a store, or it logs people in as the documents of Gloo say, and tells the service behind it. It runs until Ctrl-C.',
  words: ['URL?'],
  options: {
    config: {
      about:
        'the consumers, and a gateway for each port (docs/gateway.md); or documents of Gloo, in several files or folders (docs/login.md)',
      value: 'FILE',
      isRepeatable: true,
    },
    check: { about: 'reads the configuration, says all that is wrong with it, and starts nothing' },
    'log-level': { about: 'debug, info, warn, error or silent', value: 'LEVEL' },
    ...GLOO_OPTIONS,
  },
  examples: [
    'npm run gateway -- --config gateway.yaml',
    'npm run gateway -- --config gloo.yaml --explain GET https://webuitest.com/',
  ],
} as const satisfies CommandLine
