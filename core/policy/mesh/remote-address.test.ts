import { expect, test } from 'vitest'
import { meshCases } from '../../../tests/support/mesh-vectors.ts'
import { remoteAddress } from './remote-address.ts'

const gateway = (numTrustedProxies: number) => ({ isGateway: true, numTrustedProxies })
const sidecar = { isGateway: false, numTrustedProxies: 2 }

test.each([
  ['a gateway believes nobody by default', ['1.1.1.1'], gateway(0), '9.9.9.9'],
  ['one proxy in front of it names the client last', ['6.6.6.6, 1.1.1.1'], gateway(1), '1.1.1.1'],
  ['two proxies: the client is the last but one', ['6.6.6.6, 1.1.1.1, 2.2.2.2'], gateway(2), '1.1.1.1'],
  ['repeated headers count as one', ['6.6.6.6', '1.1.1.1', '2.2.2.2'], gateway(2), '1.1.1.1'],
  ['too few hops', ['1.1.1.1'], gateway(2), '9.9.9.9'],
  ['no header', [], gateway(1), '9.9.9.9'],
  ['no address', ['unknown'], gateway(1), '9.9.9.9'],
  ['an empty hop', ['1.1.1.1, '], gateway(1), '9.9.9.9'],
  ['a sidecar believes what its gateway wrote last', ['6.6.6.6, 1.1.1.1'], sidecar, '1.1.1.1'],
  ['a long header', ['6.6.6.6,'.repeat(50_000)], gateway(60), '6.6.6.6'],
])('%s', (_what, forwardedFor, at, address) => {
  expect(remoteAddress('9.9.9.9', forwardedFor, at)).toBe(address)
})

test('the rows of the mesh with a client behind a proxy', () => {
  const rows = meshCases.cases.filter(({ needs }) => needs.includes('xff'))
  expect(rows).toHaveLength(10)
  for (const { id, request } of rows) {
    const address = remoteAddress(request.sourceIp, [request.headers['x-forwarded-for'] ?? ''], gateway(1))
    expect(address, id).toBe(request.remoteIp)
  }
})
