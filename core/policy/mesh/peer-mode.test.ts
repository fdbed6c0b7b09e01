import { expect, test } from 'vitest'
import { BACKEND, policyText, readOne } from './mesh.fixture.ts'
import { peerModeOf } from './peer-mode.ts'

const peer = (spec: string, name: string, namespace = 'default') =>
  policyText(spec, `${name}\n  namespace: ${namespace}`, 'PeerAuthentication')
const selector = 'selector: {matchLabels: {app: backend-api}}'

const MESH = peer('mtls: {mode: STRICT}', 'mesh', 'istio-system')
const NAMESPACE = peer('mtls: {mode: PERMISSIVE}', 'all')
const WORKLOAD = peer(
  `${selector}\nmtls: {mode: DISABLE}\nportLevelMtls: {"8080": {mode: STRICT}, "8081": {mode: UNSET}}`,
  'one',
)

function modeOf(texts: readonly string[], port = 3000) {
  const { policies, faults } = readOne(texts.join('---\n'))
  expect(faults).toEqual([])
  return peerModeOf(policies.peerAuthentication, BACKEND, port, { rootNamespace: 'istio-system' })
}

test('without a word the mesh takes both', () => {
  expect(modeOf([])).toEqual({ mode: 'PERMISSIVE' })
  expect(modeOf([peer('mtls: {mode: UNSET}', 'x'), peer('mtls: {mode: STRICT}', 'other', 'elsewhere')])).toEqual({
    mode: 'PERMISSIVE',
  })
})

test('the workload wins over its namespace, and that over the mesh', () => {
  expect(modeOf([MESH])).toMatchObject({ mode: 'STRICT', policy: 'istio-system/mesh' })
  expect(modeOf([MESH, NAMESPACE])).toMatchObject({ mode: 'PERMISSIVE', policy: 'default/all' })
  expect(modeOf([MESH, NAMESPACE, WORKLOAD])).toMatchObject({ mode: 'DISABLE', policy: 'default/one' })
})

test('a port has its own mode, and an unset one has that of the workload', () => {
  expect(modeOf([WORKLOAD], 8080)).toMatchObject({ mode: 'STRICT', policy: 'default/one' })
  expect(modeOf([WORKLOAD], 8081)).toMatchObject({ mode: 'DISABLE' })
})

test('an unset mode leaves it to the next level', () => {
  expect(modeOf([MESH, peer(`${selector}\nmtls: {mode: UNSET}`, 'one')])).toMatchObject({ mode: 'STRICT' })
})

test('a policy of the root namespace with a selector is for nobody', () => {
  expect(modeOf([peer(`${selector}\nmtls: {mode: STRICT}`, 'one', 'istio-system')])).toEqual({ mode: 'PERMISSIVE' })
})

test.each([
  ['mtls: {mode: BLAH}', 'none of the known words'],
  ['portLevelMtls: {"80": {mode: STRICT}}', 'add a "selector"'],
  [`${selector}\nportLevelMtls: {}`, 'must be a map of ports'],
  [`${selector}\nportLevelMtls: {"0": {mode: STRICT}}`, 'is no port'],
  [`${selector}\nportLevelMtls: {"42949672": {mode: STRICT}}`, 'is no port'],
  [`${selector}\nportLevelMtls: {abc: {mode: STRICT}}`, 'is no port'],
  ['mtls: STRICT', 'must be a map with the fields mode'],
])('%j is refused', (spec, message) => {
  expect(
    readOne(peer(spec, 'x'))
      .faults.map((fault) => fault.message)
      .join(),
  ).toContain(message)
})
