import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import { readKeysText } from './read-keys-text.ts'

const asked: string[] = []
const server = createServer(({ url = '' }, response) => {
  asked.push(url)
  if (url.startsWith('/large')) return void response.end('x'.repeat(KEY_SET_BOUNDS.bytes + 1))
  if (url === '/moved') return void response.writeHead(302, { location: '/keys' }).end()
  response.end('{"keys":[]}')
})
let folder: string
let base: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'given-keys-'))
  await writeFile(join(folder, 'keys.json'), '{"keys":[]}')
  await writeFile(join(folder, 'large.json'), 'x'.repeat(KEY_SET_BOUNDS.bytes + 1))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => void server.close(resolve))
  await rm(folder, { recursive: true })
})
const read = (place: string) => readKeysText(place, { folder, keysFolder: folder, machine: systemClock })

test('a file is read from where the person stands, and an address of this machine is asked', async () => {
  expect(await read('keys.json')).toEqual({ text: '{"keys":[]}', from: 'the file keys.json' })
  expect(await read(`${base}/keys?of=me`)).toEqual({ text: '{"keys":[]}', from: `${base.slice(7)}/keys` })
  expect(asked).toEqual(['/keys?of=me'])
})

test.each([
  ['nothing.json', /no such file/],
  ['.', /folder/],
  ['large.json', /too large/],
  ['http://keys.example/jwks', /with https, or from one of this machine/],
  ['ftp://localhost/jwks', /with https/],
  ['http://127.0.0.1.example/jwks', /with https/],
])('%s is refused in words', async (place, words) => {
  await expect(read(place)).rejects.toThrow(words)
})

test('what answers with too much, or with another address, has no keys; a secret in the address is not repeated', async () => {
  await expect(read(`${base}/large?secret=s3cr3t`)).rejects.toThrow(
    /\/large cannot be read: the answer is too large\.$/,
  )
  await expect(read(`${base}/moved`)).rejects.toThrow(/it answered 302/)
})
