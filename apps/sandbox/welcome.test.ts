import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { loadScenarios } from '#scenarios'
import { sandboxSettings } from './config.ts'
import { tryLine, welcome } from './welcome.ts'

const scenarios = await loadScenarios()
const welcomeWith = (env: Record<string, string>) => welcome(readConfig(sandboxSettings, env), scenarios)
const startedIn = (here: string) => welcome(readConfig(sandboxSettings, {}), scenarios, here)

test('says who listens where', () => {
  const text = welcomeWith({})
  expect(text).toMatch(/ jwt-factory +http:\/\/localhost:5555 +https:\/\/localhost:5443\n/)
  expect(text).toMatch(/ servicea +http:\/\/localhost:3000 +https:\/\/localhost:7443\n/)
  expect(text).toMatch(/ serviceb +http:\/\/localhost:3001 +https:\/\/localhost:8443\n/)
  expect(text).toMatch(/ servicec +http:\/\/localhost:3002 +https:\/\/localhost:9443\n/)
  expect(text).toMatch(/ ingress +http:\/\/localhost:4480 +in neighbours\n/)
  expect(text).toMatch(/ ingress-tls +https:\/\/localhost:4443 +in neighbours\n/)
  expect(text).toMatch(/ backend-api +https:\/\/localhost:4511 +in neighbours\n/)
})

test('the second addresses stand below each other, however long the first ones are', () => {
  const lines = welcomeWith({ SERVICEA_PORT: '30000', SIGNER_PORT: '31280' }).split('\n')
  const columns = lines.flatMap((line) => /^  [\w-]+ +https?:\S+ +(?=https:|in )/.exec(line)?.[0].length ?? [])
  expect(columns.length).toBeGreaterThan(5)
  expect(new Set(columns).size).toBe(1)
})

test('says for which folder the commands are, where it was started from another one', () => {
  expect(startedIn(PROJECT_FOLDER)).toContain('Try, in another terminal:')
  expect(startedIn(tmpdir())).toContain(`Try, in another terminal, in the folder ${PROJECT_FOLDER}:`)
})

test('says that the issuer is open, where it is', () => {
  const note = 'OPEN=1: any client, secret, audience, scope and claim is good.'
  expect(welcomeWith({ OPEN: '1' })).toContain(`\n${note}\n`)
  expect(welcomeWith({})).not.toContain('OPEN')
})

test('has a curl line for every scenario, with its title', () => {
  const lines = welcomeWith({}).split('\n')
  for (const { number, title } of scenarios) {
    expect(lines.find((line) => line.startsWith(`  curl localhost:3000/scenario${number} `))).toContain(`# ${title}`)
  }
})

test('shows how to see a refusal, every step, TLS and the story', () => {
  const text = welcomeWith({})
  expect(text).toContain('curl "localhost:3000/scenario1?expired=1&trace=1"')
  expect(text).toContain('curl --cacert keys/tls/ca.pem https://localhost:8443/hello')
  expect(text).toContain('npm run play -- 1 --expired')
  expect(text).toContain('npm run control -- --help')
  expect(welcomeWith({ CONTROL: 'off' })).not.toContain('npm run control')
})

test.each([
  ['keys', 'keys/tls/ca.pem'],
  ['keys/deeper', 'keys/deeper/tls/ca.pem'],
  ['/tmp/elsewhere', '/tmp/elsewhere/tls/ca.pem'],
  ["/tmp/it's #1 & more", String.raw`'/tmp/it'\''s #1 & more/tls/ca.pem'`],
])('the CA of KEYS_FOLDER=%s is where its curl line says', (KEYS_FOLDER, path) => {
  expect(welcomeWith({ KEYS_FOLDER })).toContain(`curl --cacert ${path} https://localhost:8443/hello`)
})

test('follows the settings', () => {
  const text = welcomeWith({ SERVICEA_PORT: '4000', SERVICEB_TLS_PORT: '4443', HOST: '10.0.0.7' })
  expect(text).toContain('curl 10.0.0.7:4000/scenario1')
  expect(text).toContain('https://10.0.0.7:4443/hello')
})

test('a shell takes no remark for a part of a command, also where commands have longer names', () => {
  const lines = welcomeWith({ SERVICEA_PORT: '30000', HOST: 'a-long-name-of-a-machine.example.test' }).split('\n')
  const remarks = lines.filter((line) => line.includes('#'))
  expect(remarks.length).toBeGreaterThan(15)
  expect(remarks.filter((line) => !/\S +# \S/.test(line))).toEqual([])
  const packed = 'npx jwt-sandbox judge --named exp-30s-ago-and-more'
  expect(tryLine(packed, 'one token')).toBe(`  ${packed} # one token`)
})
