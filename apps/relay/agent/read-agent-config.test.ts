import { expect, test } from 'vitest'
import { CLIENT_FLAGS, clientFlags } from '../client/client-flags.ts'
import { readAgentConfig } from './read-agent-config.ts'

const PLACE = { folder: '/etc/agent' }
const read = (text: string, options: Record<string, string | true> = {}) =>
  readAgentConfig({ text, file: 'agent.yaml', flags: clientFlags(options, CLIENT_FLAGS) }, PLACE)

const LISTENER = 'listeners: [{endpoint_id: b, addr: 3000}]'

test("Piko's own file is read, with its defaults", () => {
  const config = read(`
listeners:
  - endpoint_id: my-endpoint
    addr: localhost:3000
    access_log: true
    timeout: 15s
  - endpoint_id: raw
    addr: 127.0.0.1:5432
    protocol: tcp
  - endpoint_id: secure
    addr: https://[::1]:3443/
    tls: {root_cas: ca.pem, cert: own.pem, key: /own.key}
  - endpoint_id: socket
    addr: unix:run/b.sock
    access_log: {disable: false}
connect:
  url: ws://relay.example:8001
  token: ""
  timeout: 30s
  tls: {root_cas: ""}
server: {enabled: false, bind_addr: ":5000"}
log: {level: info, subsystems: []}
grace_period: 1m0s
`)
  expect(
    config.listeners.map(({ endpoint, service, accessLog, timeout }) => [endpoint, service, accessLog, timeout]),
  ).toEqual([
    ['my-endpoint', 'http://localhost:3000', true, 15_000],
    ['raw', 'http://127.0.0.1:5432', false, 10_000],
    ['secure', 'https://[::1]:3443/', false, 10_000],
    ['socket', 'unix:/etc/agent/run/b.sock', true, 10_000],
  ])
  expect(config.listeners[2]?.tls).toEqual({
    isUnchecked: false,
    rootCas: { given: 'ca.pem', path: '/etc/agent/ca.pem' },
    pair: { cert: { given: 'own.pem', path: '/etc/agent/own.pem' }, key: { given: '/own.key', path: '/own.key' } },
  })
  expect(config.connect).toMatchObject({
    url: 'http://relay.example:8001',
    timeout: 30_000,
    tls: { isUnchecked: false },
  })
  expect(config).toMatchObject({
    gracePeriod: 60_000,
    logLevel: 'info',
  })
  expect(config.connect.token).toBeUndefined()
})

test('an option counts before the file', () => {
  const config = read(`${LISTENER}\n"connect": {url: 'http://a:1', token: one, tenant_id: t}\n`, {
    'connect.url': 'https://b:2/base',
    'connect.token': 'two',
    'connect.tls.insecure-skip-verify': 'true',
    'connect.timeout': '5s',
  })
  expect(config.connect).toEqual({
    url: 'https://b:2/base',
    token: 'two',
    tenantId: 't',
    timeout: 5000,
    tls: { isUnchecked: true },
  })
})

test.each([
  ['a text', 'get-token "a b" c', { words: ['get-token', 'a b', 'c'], shell: false, timeout: 10_000 }],
  ['a list', ['get token', 'x'], { words: ['get token', 'x'], shell: false, timeout: 10_000 }],
])('a token command is %s', (_what, command, expected) => {
  expect(read(`${LISTENER}\nconnect: ${JSON.stringify({ token_command: command })}`).connect.tokenCommand).toEqual(
    expected,
  )
})

test('a shell runs it where somebody says so', () => {
  const options = { 'token-command': 'a | b', 'token-command.shell': true as const, 'token-command.timeout': '2s' }
  expect(read(LISTENER, options).connect.tokenCommand).toEqual({ words: ['a | b'], shell: true, timeout: 2000 })
})

test('all that is wrong is told at once, in the file with its line and on the command line with its option', () => {
  const text = `listeners:
  - endpoint_id: ""
    addr: http://localhost:3000/base
    protocl: http
  - {endpoint_id: b, addr: https://x, protocol: tcp}
  - {endpoint_id: c, addr: nonsense}
  - {endpoint_id: d, addr: 80a, access_log: 7, keep_alive: 30s}
conect: {}
server: {enabled: true}
grace_period: 60
`
  const options = {
    'connect.url': 'ftp://x',
    'connect.timeout': '0s',
    'token-command': '"a',
    'connect.tls.cert': 'c.pem',
  }
  expect(() => read(text, options)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^--connect\.url/), name: 'RelayConfigFault' }),
  )
  const message = String(messageOf(() => read(text, options)))
  expect(message.split('\n')).toEqual([
    '--connect.url does not have the form http://host/path.',
    '--connect.timeout is nothing: write more than 0.',
    'agent.yaml:1  connect.tls.key is missing: a certificate is shown with its key.',
    expect.stringMatching(/^agent\.yaml:2 {2}listeners\[0\]\.endpoint_id is empty\.$/),
    expect.stringMatching(/^agent\.yaml:4 {2}listeners\[0\]: "protocl" is unknown here: perhaps protocol was meant\.$/),
    expect.stringMatching(/^agent\.yaml:5 {2}listeners\[1\]\.addr is a URL: for TCP/),
    expect.stringMatching(/^agent\.yaml:6 {2}listeners\[2\]\.addr is not an address/),
    expect.stringMatching(/^agent\.yaml:7 {2}listeners\[3\]\.access_log is neither/),
    expect.stringMatching(/^agent\.yaml:7 {2}listeners\[3\]\.keep_alive means nothing here: bytes are passed on/),
    expect.stringMatching(/^agent\.yaml:8 {2}"conect" is unknown here: perhaps connect was meant\.$/),
    expect.stringMatching(/^agent\.yaml:9 {2}server\.enabled means nothing here: an agent has no port/),
    expect.stringMatching(/^agent\.yaml:10 {2}grace_period 60 has no unit/),
  ])
})

test.each([
  ['two sources of a token', '"connect": {token: a, token_command: b}', /connect\.token stands beside a token command/],
  ['a token with a line end', '"connect": {token: "a\\nb"}', /connect\.token is no token/],
  ['a quote that is open', `"connect": {token_command: '"a'}`, /token_command has a quote that is not closed/],
  ['a list for a shell', '"connect": {token_command: [a, b], token_command_shell: true}', /has to be one text/],
  ['a tenant that fits no header', '"connect": {tenant_id: "a b"}', /tenant_id cannot stand in a header/],
  ['a relay with a query', `"connect": {url: 'http://x?a'}`, /connect\.url has a query/],
  ['a relay at a socket', `"connect": {url: 'unix:/x'}`, /connect\.url is not an http/],
  ['a path of a service', 'listeners: [{endpoint_id: b, addr: http://x:1/y}]', /addr has more than a host and a port/],
  ['no listener', 'listeners: []', /listeners is empty/],
  ['no listeners', '{}', /listeners/],
])('what is refused: %s', (_what, text, why) => {
  expect(() => read(text.includes('listeners') || text === '{}' ? text : `${LISTENER}\n${text}`)).toThrow(why)
})

function messageOf(task: () => unknown): string | undefined {
  try {
    task()
  } catch (error) {
    return (error as Error).message // a fault is one
  }
  return undefined
}

test('what the words of a command say is called by their names', () => {
  const words = {
    key: 'listeners',
    value: [{ endpoint_id: 'b', addr: 'x:y' }],
    names: { addr: 'ADDRESS', endpoint_id: 'ENDPOINT' },
  }
  expect(() => readAgentConfig({ file: '', flags: [], words }, PLACE)).toThrow(/^ADDRESS is not an address/)
})
