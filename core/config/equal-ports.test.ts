import { expect, test } from 'vitest'
import { refuseEqualPorts } from './equal-ports.ts'

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
