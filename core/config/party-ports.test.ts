import { expect, test } from 'vitest'
import { portsIn } from './equal-ports.ts'
import { partySettings } from './party-settings.ts'
import { listenSettings, portSettings } from './process-settings.ts'

const config = {
  port: 1,
  tlsPort: 2,
  signerPort: 3,
  verifierPort: 4,
  ingressPort: 5,
  'web-uiPort': 6,
  'ingress-tlsPort': 7,
}

test('the ports of parties are those of the process that they share, and of no other that only goes to them', () => {
  const further = { ...portSettings, ...partySettings }
  expect(portsIn({ ...listenSettings('neighbours'), ...further }, config).map(({ variable }) => variable)).toEqual([
    'NEIGHBOURS_PORT',
    'NEIGHBOURS_TLS_PORT',
    'SIGNER_PORT',
    'VERIFIER_PORT',
    'INGRESS_PORT',
    'WEB_UI_PORT',
    'INGRESS_TLS_PORT',
  ])
  expect(portsIn({ ...listenSettings('servicea'), ...further }, config)).toHaveLength(2)
})
