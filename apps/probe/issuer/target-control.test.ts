import { expect, test } from 'vitest'
import { portSettings, portsOf } from '#core/config/process-settings'
import { readConfig } from '#core/config/read-config'
import { targetControlUrl } from './target-control.ts'

const ports = portsOf(readConfig(portSettings, {}))

test.each([
  ['https://localhost:8443/scenario5-server', 'http://localhost:3001/'],
  ['https://127.0.0.1:9443/', 'http://localhost:3002/'],
  ['http://localhost:3001/', 'http://localhost:3001/'],
  ['http://localhost:8443/', undefined],
  ['https://api.example.com:8443/', undefined],
  ['http://localhost:8080/', undefined],
  ['https://localhost/', undefined],
])('the control plane of %s is %s', (target, expected) => {
  expect(targetControlUrl(new URL(target), ports)?.href).toBe(expected)
})
