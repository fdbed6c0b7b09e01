import { createPrivateKey } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROLES } from '#scenarios'
import { playEverything, clientSecretOf } from './support/leaky-plays.ts'
import { temporaryFolder } from './support/folders.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
let answers: string[]
let tokens: Set<string>
let held: number

beforeAll(async () => {
  const keysFolder = await temporaryFolder()
  await openTestSandbox({ keysFolder }).then((first) => first.close())
  await damageKeyFile(keysFolder)
  sandbox = await openTestSandbox({ keysFolder, env: { LOG_LEVEL: 'debug', PEER_TIMEOUT: '5' } })
  ;({ answers, tokens, held } = await playEverything(sandbox))
})
afterAll(async () => {
  await sandbox.close()
  await rm(sandbox.keysFolder, { recursive: true, force: true })
})

/** A file that is reported at start: its content, and a key with it, must not be. */
async function damageKeyFile(keysFolder: string) {
  const folder = join(keysFolder, 'jwt-factory')
  const name = (await readdir(folder)).find((file) => file.startsWith('servicea.')) ?? ''
  await writeFile(join(folder, `copy-of-${name}`), await readFile(join(folder, name), 'utf8'))
}

const written = (): [string, string[]][] => [
  ['a log', sandbox.logs],
  ['an answer', answers],
]

function expectNowhere(needle: RegExp | string, what: string) {
  for (const [where, texts] of written()) {
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
  for (const part of ['{"active":true', '{"active":false}', '{"error":"invalid_client"', '{"error":"invalid_grant"']) {
    expect(answers.filter((text) => text.includes(part)).length, part).toBeGreaterThan(1)
  }
  expect(sandbox.logs.filter((line) => line.includes('"token-revoked"')).length).toBeGreaterThan(1)
  expect(tokens.size).toBeGreaterThan(20)
  expect(held).toBeGreaterThan(8)
  expect(answers.filter((text) => text.includes('problem:local-only')).length).toBeGreaterThan(8)
})

test('no log line, no refusal and no trace holds a token', () => {
  expectNowhere(/eyJ[\w-]*\.eyJ/, 'a token') // a key id in the name of a file may have the first of it, by chance
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

test('no log line, no refusal and no trace holds the secret of a client', async () => {
  for (const role of ROLES) {
    const secret = await clientSecretOf(sandbox, role)
    expectNowhere(secret, 'a secret')
    expectNowhere(encodeURIComponent(secret), 'a secret')
    expectNowhere(Buffer.from(`${role}:${secret}`).toString('base64').slice(12, -4), 'a secret')
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
