import { createPrivateKey } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostileTokens } from './support/hostile-tokens.ts'
import { openTestSandbox, temporaryFolder, type Answer, type CallInit, type TestSandbox } from './support/sandbox.ts'

const PROCESSES = ['jwt-factory', 'servicea', 'serviceb', 'servicec'] as const
const TRACE_ID = 'abcdef0123456789abcdef0123456789'
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`

let sandbox: TestSandbox
/** Every answer that is not a token or a key asked for: header and body, as sent. */
const answers: string[] = []
const tokens = new Set<string>()

beforeAll(async () => {
  const keysFolder = await temporaryFolder()
  await openTestSandbox({ keysFolder }).then((first) => first.close())
  await damageKeyFile(keysFolder)
  sandbox = await openTestSandbox({ keysFolder, env: { LOG_LEVEL: 'debug', PEER_TIMEOUT: '5' } })
  await playEverything()
})
afterAll(async () => {
  await sandbox.close()
  await rm(sandbox.keysFolder, { recursive: true, force: true })
})

/** As short as a key id: no bound on the length of what is repeated would catch it. */
const SHORT_TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'

/** A file that is reported at start: its content, and a key with it, must not be. */
async function damageKeyFile(keysFolder: string) {
  const folder = join(keysFolder, 'jwt-factory')
  const name = (await readdir(folder)).find((file) => file.endsWith('.json')) ?? ''
  await writeFile(join(folder, `copy-of-${name}`), await readFile(join(folder, name), 'utf8'))
}

async function tokenFor(aud: string, query = '') {
  const { text } = await sandbox.post('jwt-factory', `/issueToken/servicea${query}`, { body: { aud } })
  tokens.add(text)
  return text
}

async function playEverything() {
  const good = await tokenFor('serviceb')
  await tokenFor('servicec')
  await tokenFor('serviceb', '?expired=1')
  for (const token of Object.values(hostileTokens(good))) tokens.add(token)

  for (const number of [1, 2, 3, 4]) {
    for (const query of ['', '?expired=1', '?trace=1', '?trace=1&expired=servicec']) {
      await keep('GET', 'servicea', `/scenario${number}${query}`)
    }
  }
  for (const token of tokens) await offer(token)
  for (const process of PROCESSES) await misplace(process, good)
  await keep('POST', 'jwt-factory', '/keys/servicea')
  await keep('POST', 'jwt-factory', '/dump')
  for (const role of ['servicea', 'serviceb', 'servicec'] as const) await keep('POST', role, '/gen-keys')
  await keep('GET', 'servicea', '/scenario3?trace=1')
  for (const process of PROCESSES) await keep('GET', process, `/traces/${TRACE_ID}`)
}

/** Where a token belongs. */
async function offer(token: string) {
  const headers = { authorization: `Bearer ${token}`, traceparent: TRACEPARENT }
  for (const number of [1, 3]) await keep('GET', 'serviceb', `/scenario${number}-server`, { headers })
  const body = { token, aud: 'serviceb', sub: 'servicea' }
  await keep('POST', 'jwt-factory', '/verify/servicea', { body, headers: { traceparent: TRACEPARENT } })
  await keep('POST', 'jwt-factory', '/verify/nobody', { body })
}

/** Where no token belongs. */
async function misplace(process: (typeof PROCESSES)[number], token: string) {
  const paths = ['/', '/keys/', '/issueToken/', '/verify/', '/utils/publicKey/', '/traces/', '/scenario1/']
  for (const path of paths) {
    await keep('GET', process, path + token)
    await keep('POST', process, path + token)
    await keep('GET', process, path + token.replace('eyJ', '%65yJ'))
  }
  for (const path of ['/', '/scenario1/', '/nowhere/']) await keep('GET', process, path + SHORT_TOKEN)
  for (const path of ['/scenario1', '/scenario1-server', '/scenario3-server', '/nowhere', '/jwks']) {
    await keep('GET', process, `${path}?access_token=${token}&expired=${token}&trace=${token}`)
    for (const authorization of [token, `Basic ${token}`, `DPoP ${token}`, `Bearer\t${token}`, `Bearer  ${token} x`]) {
      await keep('GET', process, path, { headers: { authorization } })
      await keep('GET', process, `${path}?access_token=${token}`, { headers: { authorization } })
    }
    const headers = { traceparent: token, cookie: `t=${token}`, 'x-request-timeout-ms': token, 'user-agent': token }
    await keep('GET', process, path, { headers: { ...headers, authorization: [`Bearer ${token}`, `Bearer ${token}`] } })
  }
  for (const path of ['/issueToken/servicea', '/verify/servicea', '/gen-keys', '/dump']) {
    for (const type of ['application/json', token, 'text/plain']) {
      const headers = { 'content-type': type }
      for (const body of [token, `{"token":"${token}"`, `["${token}"]`, `{"${token}":1,"${token}":2}`, `"${token}"`]) {
        await keep('POST', process, path, { headers, body })
      }
      await keep('POST', process, path, {
        headers,
        body: { exp: token, iat: token, aud: token, sub: { token }, token: 1 },
      })
    }
  }
}

async function keep(method: 'GET' | 'POST', process: (typeof PROCESSES)[number], path: string, init: CallInit = {}) {
  const answer: Answer = await sandbox[method === 'GET' ? 'get' : 'post'](process, path, init)
  const isAsked = answer.status === 200 && answer.headers['content-type'] === 'application/jwt'
  if (isAsked) return void tokens.add(answer.text)
  answers.push(JSON.stringify(answer.headers) + answer.text)
}

const told = (): [string, string[]][] => [
  ['a log', sandbox.logs],
  ['an answer', answers],
]

function expectNowhere(needle: RegExp | string, what: string) {
  for (const [where, texts] of told()) {
    const found = texts.find((text) => (typeof needle === 'string' ? text.includes(needle) : needle.test(text)))
    expect(found, `${what} in ${where}`).toBeUndefined()
  }
}

test('enough was played for a leak to show', () => {
  expect(sandbox.logs.filter((line) => line.includes('"token-rejected"')).length).toBeGreaterThan(50)
  expect(sandbox.logs.filter((line) => line.includes('"key-file-left-alone"'))).toHaveLength(1)
  expect(sandbox.logs.join('')).toMatch(/"token":"jwt:[0-9a-f]{8}"/)
  expect(answers.length).toBeGreaterThan(500)
  expect(answers.filter((text) => text.includes('"trace":[{')).length).toBeGreaterThan(8)
  expect(answers.join('')).toMatch(/"status":4\d\d/)
  expect(tokens.size).toBeGreaterThan(20)
})

test('no log line, no refusal and no trace holds a token', () => {
  expectNowhere(/eyJ[\w-]*\.[\w-]/, 'a token')
})

test('no log line, no refusal and no trace holds a signature or an encoded payload', () => {
  const segments = new Set(
    [...tokens].flatMap((token) => token.split('.').slice(1)).filter(({ length }) => length > 20),
  )
  expect(segments.size).toBeGreaterThan(20)
  for (const segment of segments) expectNowhere(segment, 'a segment of a token')
})

test('no log line, no refusal and no trace holds a private key', async () => {
  expectNowhere(/PRIVATE KEY|"d":|"(?:privateKey|secret)"/, 'a private key')
  const files = await readdir(sandbox.keysFolder, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
  )
  const pems = texts.flatMap(
    (text) => text.replaceAll('\\n', '\n').match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]+?KEY-----/g) ?? [],
  )
  expect(pems.length).toBeGreaterThan(15)
  for (const pem of pems) {
    expectNowhere(pem.split('\n')[1] ?? pem, 'a line of a private key')
    expectNowhere(String(createPrivateKey(pem).export({ format: 'jwk' }).d), 'the secret number of a private key')
  }
})

test('no log line, no refusal and no trace holds a stack or a path of this machine', () => {
  expectNowhere(/\\n\s*at |node:internal|\.ts:\d+|node_modules|file:\/\//, 'a stack')
  for (const path of [sandbox.keysFolder, join(import.meta.dirname, '..')]) expectNowhere(path, 'a path')
})

test('nothing of it was a bug', () => {
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
  expect(answers.filter((text) => text.includes('"status":500'))).toEqual([])
})
