import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readArguments, UsageFault } from '#core/process/command-line'
import { JUDGE_LINE } from '../options.ts'
import { runCorpusLine } from './corpus-line.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'corpus-'))))
afterAll(() => rm(folder, { recursive: true }))

async function call(...args: string[]): Promise<{ code: number | undefined; said: string }> {
  let said = ''
  const code = await runCorpusLine({
    ...readArguments(args, JUDGE_LINE),
    env: { INIT_CWD: folder },
    clock: { now: () => 1_800_000_000_000 },
    terminal: { write: (text) => void (said += text) },
  })
  return { code, said }
}

test('a call without a corpus is about something else', async () => {
  expect(await call('eyJ.e30.')).toEqual({ code: undefined, said: '' })
})

test('--corpus writes where the person is, with what is expected, and tells until when it is good and nothing of a token', async () => {
  const { code, said } = await call(
    '--corpus',
    'a.json',
    '--aud',
    'api',
    '--iss',
    'https://me.test',
    '--lifetime',
    '2h',
  )
  expect(code).toBe(0)
  expect(said).toContain(
    '23 tokens, and what is expected of strict, stoke, piko, piko-static, kong, kong-exp-nbf, mesh',
  )
  expect(said).toContain('2027-01-15T10:00:00.000Z')
  expect(said).not.toContain('eyJ')
  const corpus = JSON.parse(await readFile(join(folder, 'a.json'), 'utf8'))
  expect(corpus.expected).toEqual({ issuer: 'https://me.test', audience: 'api' })
  expect(corpus.systems.kong.verdicts.valid).toMatchObject({ outcome: 'believed', until: '2027-01-15T10:00:00.000Z' })
})

test('--signing-key has several corpora signed by one key, and none of them has it', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  await writeFile(join(folder, 'key.pem'), pem)
  const keysOfCorpus = async (file: string) => {
    await call('--corpus', file, '--signing-key', 'key.pem')
    const text = await readFile(join(folder, file), 'utf8')
    expect(text).not.toContain('PRIVATE')
    return JSON.parse(text).keys
  }
  expect(await keysOfCorpus('one.json')).toEqual(await keysOfCorpus('two.json'))
})

test.each([
  ['nowhere.pem', undefined, 'is not there; make it: openssl genpkey -algorithm RSA -out'],
  ['text.pem', 'my notes', 'is no private key for RS256'],
  ['ec.pem', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }), 'is no private key for RS256'], // prettier-ignore
])('--signing-key %s is refused', async (file, content, words) => {
  if (content !== undefined) await writeFile(join(folder, file), content)
  await expect(call('--corpus', 'k.json', '--signing-key', file)).rejects.toThrow(words)
})

test('--at is when its tokens are as their names say', async () => {
  await call('--corpus', 'at.json', '--at', '2030-01-01T00:00:00Z')
  expect(JSON.parse(await readFile(join(folder, 'at.json'), 'utf8')).madeAt).toBe('2030-01-01T00:00:00.000Z')
})

test('--corpus-check ends with 1 where a system is not as expected', async () => {
  await call('--corpus', 'b.json')
  const { code, said } = await call('--corpus-check', 'b.json', '--against', 'kong=http://127.0.0.1:1')
  expect(code).toBe(1)
  expect(said).toMatch(/^kong at http:\/\/127\.0\.0\.1:1\n[\s\S]*0 of 23 as expected, 23 without an answer\n$/)
})

test('what is wrong with a file ends the command with its sentence', async () => {
  await writeFile(join(folder, 'notes.txt'), 'my notes')
  await expect(call('--corpus', 'notes.txt')).rejects.toThrow('is no corpus: name another file, or say --force.')
  await expect(call('--corpus-check', 'c.json', '--against', 'kong=http://127.0.0.1:1')).rejects.toThrow('is not there')
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('my notes')
})

test.each([
  [['--corpus', 'a', '--corpus-check', 'b'], 'choose --corpus or --corpus-check'],
  [['--signing-key', 'a'], '--signing-key goes with --corpus FILE'],
  [['--force'], '--force goes with --corpus FILE'],
  [['--corpus-check', 'a', '--lifetime', '1h'], '--lifetime goes with --corpus FILE'],
  [['--corpus', 'a', '--against', 'kong=http://x'], '--against goes with --corpus-check FILE'],
  [['--corpus', 'a', '--named', 'valid'], 'name none with it'],
  [['--corpus', 'a', 'eyJ.e30.'], 'name none with it'],
  [['--corpus', 'a', '--lifetime', '10s'], 'say from 1m to 24h'],
  [['--corpus', 'a', '--lifetime', '25h'], 'say from 1m to 24h'],
  [['--corpus', 'a', '--lifetime', 'long'], 'say from 1m to 24h'],
  [['--corpus', 'a', '--at', 'noon'], '--at: '],
  [['--corpus-check', 'a'], 'Say which system is where'],
  [['--corpus-check', 'a', '--against', 'kong'], 'does not say which system is where'],
])('%j is called wrongly', async (args, words) => {
  const fault = await call(...args).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(UsageFault)
  expect(String(fault)).toContain(words)
})
