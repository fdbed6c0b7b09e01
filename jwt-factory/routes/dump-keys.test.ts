import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import request from 'supertest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { leaveBehind } from '../../tests/support/leftovers.ts'
import { onUnix } from '../../tests/support/needs.ts'
import { openTestFactory, type TestFactory } from '../test-factory.ts'

let factory: TestFactory
beforeEach(async () => {
  factory = await openTestFactory({ ringIds: ['servicea', 'serviceb'] })
})
afterEach(() => factory.close())

const dump = (path = '/utils/dump') => request(factory.app).post(path)

test.each(['/utils/dump', '/dump'])('POST %s writes all pairs and answers their names', async (path) => {
  await factory.rings.renew('serviceb')
  const { status, body } = await dump(path)
  expect(status).toBe(200)
  const kids = ['servicea', 'serviceb'].flatMap((id) => factory.rings.published(id).map(({ kid }) => `${id}.${kid}`))
  expect(kids).toHaveLength(3)
  const names = kids.flatMap((name) => [`${name}.private.pem`, `${name}.public.pem`])
  expect(body).toEqual({ folder: `${basename(factory.keysFolder)}/dump`, files: names })
  const files = await factory.files()
  for (const name of names) expect(files).toContain(`dump/${name}`)
})

test('answers no contents and no absolute path', async () => {
  const { text } = await dump()
  expect(text).not.toContain('PRIVATE')
  expect(text).not.toContain(factory.keysFolder)
})

test('the halves in the files are of one pair', async () => {
  const { body } = await dump()
  const [privatePem = '', publicPem = ''] = await Promise.all(
    body.files.slice(0, 2).map((name: string) => readFile(join(factory.keysFolder, 'dump', name), 'utf8')),
  )
  const derived = createPublicKey(createPrivateKey(privatePem)).export({ format: 'jwk' })
  expect(createPublicKey(publicPem).export({ format: 'jwk' })).toEqual(derived)
})

const modeOf = async (...path: string[]) => (await stat(join(factory.keysFolder, ...path))).mode & 0o777

onUnix.test('private halves are readable by their owner only', async () => {
  const { body } = await dump()
  expect(await modeOf('dump')).toBe(0o700)
  const privateFiles = body.files.filter((name: string) => name.endsWith('.private.pem'))
  expect(privateFiles).toHaveLength(2)
  for (const name of privateFiles) expect(await modeOf('dump', name)).toBe(0o600)
})

test('a dump may be repeated', async () => {
  const first = await dump()
  expect((await dump()).body).toEqual(first.body)
})

test('a folder that cannot be written to is no bug: the answer is 503 and says why', async () => {
  await writeFile(join(factory.keysFolder, 'dump'), 'a file')
  const { status, body } = await dump()
  expect(status).toBe(503)
  expect(body.detail).toBe(
    'A file cannot be used: the folder "dump" cannot be written to: something else stands in its place.',
  )
  expect(JSON.stringify(body)).not.toContain(factory.keysFolder)
})

test('what an earlier dump left unfinished is removed', async () => {
  const left = await leaveBehind(join(factory.keysFolder, 'dump'), 'servicea.kid.private.pem', manualClock(0), -1000)
  await dump()
  expect(await factory.files()).not.toContain(`dump/${left}`)
})
