import { expect, test } from 'vitest'
import { faultsIn, signerText, verifierText } from './sidecar-texts.fixture.ts'

// Each of these holds between keys, and stands beside a fault of another key.
test.each([
  ['an authority without its certificate', signerText('ca_key_file: ca.key\n    reuse: perhaps')],
  ['a forward proxy over TLS', signerText('listen_addr: https://localhost:1\n    reuse: perhaps')],
  ['a key without its certificate', verifierText('key_file: k\n    socket_permission: lots')],
  ['TLS on a socket', verifierText('listen_addr: unix:/b\n    key_file: k\n    crt_file: c\n    dialekt: strict')],
  ['an audience that has no origin', verifierText('', 'max_skew: 5').replace('http://localhost:8081/', 'orders')],
  [
    'a store for the original',
    verifierText('dialect: jwtproxy\n    x: 1', 'nonce_storage: {type: store, options: {store: sqlite}}'),
  ],
  ['a key that appears twice', signerText('enabled: true\n    enabled: perhaps')],
])('%s is told beside another fault', (_what, text) => expect(faultsIn(text)).toHaveLength(2))

test('an audience that is missing, or no text, is one fault', () => {
  expect(faultsIn(verifierText().replace('audience:', '# audience:'))).toHaveLength(1)
  expect(faultsIn(verifierText().replace('http://localhost:8081/', '[a]'))).toHaveLength(1)
  expect(faultsIn('jwtproxy: {verifier_proxies: [{key_file: k, crt_file: c}]}\n')).toHaveLength(1)
  expect(faultsIn('jwtproxy: {verifier_proxies: [text], signer_proxy: [1]}\n')).toHaveLength(2)
})
