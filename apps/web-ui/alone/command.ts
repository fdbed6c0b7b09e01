import { fallbackOf } from '#core/config/setting'
import { UsageFault, type Arguments, type CommandLine } from '#core/process/command-line'
import { table } from '#core/process/help'
import { PLAIN_PORT } from '#core/process/plain-server'
import { webUiSettings } from './config.ts'
import type { WebUiOptions } from './open-web-ui.ts'
import { DEFAULT_BACKENDS } from '../read-backends.ts'

export const WEB_UI_COMMAND: CommandLine = {
  name: 'npm run web-ui',
  about:
    'The page of scenarios 12 and 16 as a plain service of its own, for a cluster (deploy/kubernetes) or this machine. People log in at a gateway before it, or at the page itself, or nobody does. It runs until Ctrl-C.',
  options: {
    port: { ...PLAIN_PORT.port, about: 'where it listens: as PORT says, or at 3000; HOST says at which address' },
    backend: {
      about: `whom it asks; may appear several times. As BACKENDS says, or ${DEFAULT_BACKENDS.join(' ')}`,
      value: 'URL',
      isRepeatable: true,
    },
    ca: { about: 'a PEM file of whom to believe when the issuer is asked; the list of this machine without it', value: 'FILE' }, // prettier-ignore
    'send-on': { about: 'authorization (the access token, for the backends) or jwt (the trap: nobody looks there)', value: 'HEADER' }, // prettier-ignore
  },
  examples: [
    'npm run web-ui -- --port 3100 --backend http://localhost:3101/data',
    'ISSUER_BASE_URL=https://localhost:5443/login AUTH0_CLIENT_ID=login-gateway npm run web-ui -- --ca keys/tls/ca.pem',
    'SHOULD_AUTHENTICATE=yes BASE_URL=http://localhost:3000 ISSUER_BASE_URL=https://localhost:5443/login AUTH0_CLIENT_ID=web-ui AUTH0_SECRET=its-secret-at-the-issuer RANDOM_SECRET=32-letters-or-more-that-nobody-knows npm run web-ui -- --ca keys/tls/ca.pem',
  ],
  further: () => [
    'Settings, with their defaults:',
    ...table(
      Object.values(webUiSettings).map((each) => [each.variable, fallbackOf(each, {}) || '(empty)', each.about]),
    ),
  ],
}

/** @throws UsageFault */
export function readWebUiOptions({ options, lists }: Arguments): WebUiOptions {
  const sendsOn = options['send-on'] ?? 'authorization'
  if (sendsOn !== 'authorization' && sendsOn !== 'jwt')
    throw new UsageFault(`--send-on=${String(sendsOn).slice(0, 50)} is neither authorization nor jwt.`)
  const { ca } = options
  return { backends: lists?.['backend'], caFile: ca === undefined ? undefined : String(ca), sendsOn }
}
