import { expect, test } from 'vitest'
import { CLIENT_FLAGS, clientFlags } from '../client/client-flags.ts'
import { readForwardConfig } from './read-forward-config.ts'

const read = (text: string, options: Record<string, string | true> = {}) =>
  readForwardConfig({ text, file: 'forward.yaml', flags: clientFlags(options, CLIENT_FLAGS) }, { folder: '/etc/f' })

test("Piko's own file is read, with its defaults", () => {
  const config = read(`
ports:
- addr: "3000"
  endpoint_id: my-endpoint
- addr: 3001
  endpoint_id: b
- {addr: "0.0.0.0:3002", endpoint_id: b}
- {addr: ":3003", endpoint_id: b}
- {addr: "unix:b.sock", endpoint_id: b}
connect:
  url: http://localhost:8000
  timeout: 30s
  tls: {root_cas: ""}
log: {level: info, subsystems: []}
`)
  expect(config.ports.map(({ listen }) => listen)).toEqual([
    { kind: 'tcp', host: 'localhost', port: 3000 },
    { kind: 'tcp', host: 'localhost', port: 3001 },
    { kind: 'tcp', host: '0.0.0.0', port: 3002 },
    { kind: 'tcp', port: 3003 },
    { kind: 'socket', path: '/etc/f/b.sock' },
  ])
  expect(config.connect).toMatchObject({ url: 'http://localhost:8000', timeout: 30_000 })
  expect(config.gracePeriod).toBe(10_000)
  expect(read('ports: [{addr: 1, endpoint_id: b}]').connect.url).toBe('http://localhost:4800')
})

test.each([
  ['ports: []', /ports is empty: name a port/],
  ['ports: [{addr: 70000, endpoint_id: b}]', /ports\[0\]\.addr is not an address/],
  ['ports: [{addr: "http://localhost:1", endpoint_id: b}]', /addr has a scheme/],
  [
    'ports: [{addr: 1, endpoint_id: b}, {addr: "localhost:1", endpoint_id: c}]',
    /ports\[1\]\.addr is that of another entry/,
  ],
  ['ports: [{adr: 1}]', /endpoint_id is missing[^]*ports\[0\]: "adr" is unknown here: perhaps addr was meant/],
])('what is refused: %s', (text, why) => {
  expect(() => read(text)).toThrow(why)
})
