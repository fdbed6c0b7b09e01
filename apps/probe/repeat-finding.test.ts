import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { readArguments } from '#core/process/command-line'
import { sideOf, world } from './engine/target.fixture.ts'
import { makeAttempt } from './make-attempt.ts'
import { readProbeOptions } from './options.ts'
import { PROBE_LINE } from './probe-line.ts'
import { curlLines } from './repeat-finding.ts'
import { openTarget } from './open-target.ts'
import type { ProbeTarget } from './target/probe-target.ts'
import { targetAt } from './target/target.fixture.ts'

const URL_OF_TARGET = 'https://localhost:8443/orders'
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJlIQ'
const target = await targetAt(URL_OF_TARGET, { extraHeaders: [['Cookie', 'session=secret']] })

const lineOf = (...args: string[]) => lineFor(target, args)

function lineFor(target: ProbeTarget, args: readonly string[], isTokenPasted = false) {
  const options = readProbeOptions(readArguments(args, PROBE_LINE))
  const facts = {
    options,
    target,
    algorithms: ['ES256'],
    folder: '/here',
    keysFolder: '/here/keys',
    isTokenPasted,
  } as const
  const request = { method: 'GET', headers: [['Authorization', `Bearer ${TOKEN}`]] } as const
  return curlLines(facts)?.(request, { id: 'aud-other-service', tokens: [TOKEN] })
}

test('the line makes a fresh token for the same target, and shows nothing secret of its options', () => {
  const line = lineOf(URL_OF_TARGET, '--audience', 'orders', '--one-use', '--extra-header', 'Cookie: session=secret', '--claim', 'role=it is') // prettier-ignore
  expect(line).toContain(`--make aud-other-service --url ${URL_OF_TARGET} --audience orders --algorithms ES256 --claim 'role=it is' --one-use) && curl `) // prettier-ignore
  expect(line).toContain('--cacert keys/tls/ca.pem')
  expect(line).not.toMatch(/secret|c2ln/)
})

test('what one request does not repeat is repeated by the probe, where its options say all that the target wants', () => {
  const probeLineOf = (...args: string[]) =>
    curlLines({
      options: readProbeOptions(readArguments([URL_OF_TARGET, ...args], PROBE_LINE)),
      target,
      algorithms: ['ES256'],
      folder: '/here',
      keysFolder: '/here/keys',
      isTokenPasted: false,
    })?.probeLine?.(['--only', 'life-jwks-empty'])
  expect(probeLineOf('--audience', 'orders', '--promised-delay', '5')).toBe(
    `npm run -s probe -- --url ${URL_OF_TARGET} --audience orders --algorithms ES256 --promised-delay 5 --only life-jwks-empty`,
  )
  expect(probeLineOf('--extra-header', 'Cookie: session=secret')).toBeUndefined()
})

test('an audience that stands in a list does so in the tokens of the line', () => {
  expect(lineOf(URL_OF_TARGET, '--audience', 'orders', '--audience-list')).toMatch(
    /--audience orders .*--audience-list/,
  )
})

test('an issuer that was served keeps its keys: its line serves it again for a moment', () => {
  expect(lineOf(URL_OF_TARGET, '--serve-issuer', '9000')).toContain(`--url ${URL_OF_TARGET} --serve-issuer 9000`)
})

test('no token can be made anew where it was pasted', () => {
  expect(lineFor(target, ['--curl', `curl ${URL_OF_TARGET}`], true)).toBeUndefined()
  expect(lineOf(URL_OF_TARGET, '--token', 'good.txt')).toContain('--token good.txt')
})

test('a pasted command keeps its headers and body, and its token is another one each time', async () => {
  const [old, url] = ['eyJhbGciOiJFUzI1NiJ9.eyJvbGQiOjF9.b2xkLW9uZS1zaWduYXR1cmU', 'http://localhost:8080/orders']
  const curl = `curl ${url} -X PUT -H 'X-Tenant: a' -b 'session=secret' -H 'authorization: Bearer ${old}' --json '{"a":1}'`
  const options = readProbeOptions(readArguments(['--curl', curl], PROBE_LINE))
  const opened = await openTarget(options, { folder: '/here', keysFolder: '/here/keys' })
  for (const issuer of [
    ['--factory', 'http://localhost:5555'],
    ['--serve-issuer', '9000'],
  ]) {
    const line = lineFor(opened.target, ['--curl', curl, ...issuer, '--audience', 'orders'])
    for (const part of [
      `-X PUT -H 'X-Tenant: '"\${PROBE_X_TENANT:?`,
      `-H 'Cookie: '"\${PROBE_COOKIE:?`,
      `-H 'Content-Type: application/json'`,
      `--data-raw "\${PROBE_BODY:?`,
    ])
      expect(line).toContain(part)
    expect(line).toContain(`TOKEN=$(npm run -s probe -- --make aud-other-service --url ${url}`)
    expect(line).not.toMatch(/secret|b2xk/)
  }
})

const decoded = (token: string) => ({
  header: JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()),
})

test('a token is made by the number of its attempt, or by its label, whatever is new in that', async () => {
  const token = await makeAttempt({ id: 'aud-other-service' }, sideOf())
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(claims.aud).toBe(world.target.otherAudience)
  const { header: byNumber } = decoded(await makeAttempt({ id: 'key-kid-operator', attempt: '2' }, sideOf()))
  const [, second] = await CATALOGUE.find(({ id }) => id === 'key-kid-operator')!.make(sideOf().world(), true)
  expect(byNumber.kid).toEqual(decoded(second?.tokens[0] ?? '').header.kid)
  const old = await makeAttempt({ id: 'exp-array', attempt: 'exp is [1111111111]' }, sideOf())
  expect(Buffer.from(old.split('.')[1] ?? '', 'base64url').toString()).toMatch(/"exp":\[\d+\]/)
})

test.each<[RegExp, Parameters<typeof makeAttempt>[0]]>([
  [/no case "nothing"/, { id: 'nothing' }],
  [/no attempt "none".*: it has "exp is /, { id: 'exp-array', attempt: 'none' }],
  [/has 1 tokens, and no number 2/, { id: 'sig-random', number: 2 }],
])('%s', async (sentence, what) => {
  await expect(makeAttempt(what, sideOf())).rejects.toThrow(sentence)
})
