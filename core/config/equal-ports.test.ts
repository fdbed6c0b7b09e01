import { expect, test } from 'vitest'
import { portsOfOthers, refuseEqualPorts } from './equal-ports.ts'
import { partySettings } from './party-settings.ts'
import { FREE_PORTS, listenSettings, portSettings } from './process-settings.ts'
import { readConfig } from './read-config.ts'

test('two equal ports are refused, with both settings', () => {
  const ports = [
    { variable: 'FACTORY_PORT', port: 3000 },
    { variable: 'FACTORY_TLS_PORT', port: 5443 },
    { variable: 'SERVICEA_PORT', port: 3000 },
    { variable: 'SERVICEA_TLS_PORT', port: 5443 },
  ]
  expect(() => refuseEqualPorts(ports)).toThrow(
    /^SERVICEA_PORT +3000 is the port of FACTORY_PORT too.*\nSERVICEA_TLS_PORT +5443 is the port of FACTORY_TLS_PORT/,
  )
})

test('free ports, and different ones, are none of them', () => {
  const free = ['A', 'B'].map((variable) => ({ variable, port: 0 }))
  expect(() => refuseEqualPorts([...free, { variable: 'C', port: 1 }, { variable: 'D', port: 2 }])).not.toThrow()
})

test('a port that is also that of another process is named with both settings; its own, and free ones, are not', () => {
  const settings = { ...listenSettings('neighbours'), ...portSettings, ...partySettings }
  const config = readConfig(settings, {})
  expect(portsOfOthers(settings, config)).toEqual([])
  expect(portsOfOthers(settings, { ...config, verifierPort: config.consolePort })).toEqual([
    'VERIFIER_PORT is 4000, and so is CONSOLE_PORT: only one of the two can listen there.',
  ])
  expect(portsOfOthers(settings, readConfig(settings, FREE_PORTS))).toEqual([])
  const console = { port: portSettings.consolePort, ...portSettings, ...partySettings }
  expect(portsOfOthers(console, readConfig(console, { VERIFIER_PORT: '4000' }))).toEqual([
    'CONSOLE_PORT is 4000, and so is VERIFIER_PORT: only one of the two can listen there.',
  ])
})
