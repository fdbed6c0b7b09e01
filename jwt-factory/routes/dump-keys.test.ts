import { createPrivateKey, createPublicKey } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { openTestFactory, type TestFactory } from '../test-factory.ts'
import request from '../../tests/support/request.ts'

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

const dumped = async () => (await readdir(join(factory.keysFolder, 'dump'))).sort()

test('a dump replaces the one before: keys that are gone are gone here too, and what others put there stays', async () => {
  const { body: first } = await dump()
  const halfWritten = `${first.files[0]}.00000000-0000-4000-8000-000000000000.tmp`
  for (const name of ['notes.pem', 'servicea.private.pem', halfWritten])
    await writeFile(join(factory.keysFolder, 'dump', name), '')
  const kid = factory.rings.active('servicea')?.kid ?? ''
  await factory.rings.revoke('servicea', kid)
  await factory.rings.remove('serviceb')
  const { body } = await dump()
  expect(body.files).toHaveLength(2)
  expect(await dumped()).toEqual([...body.files, 'notes.pem', 'servicea.private.pem'].sort())
})

test('who asks during a dump hears of every key that was made before', async () => {
  const started = dump().then()
  const asked = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const { kid } = await factory.rings.ensure(`ring-${index}`)
      return { name: `ring-${index}.${kid}.private.pem`, answer: await dump() }
    }),
  )
  await started
  for (const { name, answer } of asked) expect(answer.body.files).toContain(name)
  const times = factory.logs.filter((line) => line.includes('keys-dumped'))
  expect(times.length).toBeLessThan(asked.length) // some of them share one
})

test('a folder that cannot be written to is 503, and says so; later it works again', async () => {
  const folder = join(factory.keysFolder, 'dump')
  await writeFile(folder, 'in the way')
  const { status, headers, body } = await dump()
  expect([status, body.type]).toEqual([503, 'urn:jwt-sandbox:problem:cannot-decide'])
  expect(body.detail).toBe(
    'A file cannot be used: the folder "dump" cannot be written to: something else is in its place.',
  )
  expect(headers).toHaveProperty('retry-after')
  await rm(folder)
  expect((await dump()).status).toBe(200)
})

test('a dump that fails half-way leaves no half file', async () => {
  const [ring = ''] = factory.rings.published('servicea').map(({ kid }) => `servicea.${kid}`)
  await mkdir(join(factory.keysFolder, 'dump', `${ring}.public.pem`), { recursive: true }) // a folder in its place
  expect((await dump()).status).toBe(503)
  const others = factory.rings.published('serviceb').map(({ kid }) => `serviceb.${kid}`)
  const names = [ring, ...others].flatMap((name) => [`${name}.private.pem`, `${name}.public.pem`])
  expect(names).toEqual(expect.arrayContaining(await dumped())) // whole ones, and nothing in the making
})

const advices = () =>
  factory.logs.filter((line) => line.includes('key-file-open')).map((line) => JSON.parse(line).advice as string)

onUnix.test(
  'a dump warns of what was open to others until then, as a start does: its folder, and private keys in it',
  async () => {
    const { body } = await dump()
    expect(advices()).toEqual([])
    const [privateFile = ''] = body.files
    await chmod(join(factory.keysFolder, 'dump'), 0o777)
    await chmod(join(factory.keysFolder, 'dump', privateFile), 0o666)
    await dump()
    expect(advices()).toEqual([
      'others on this machine can write to it: chmod go-w dump/',
      `others on this machine can read it: chmod 600 dump/${privateFile}`,
    ])
    expect(await modeOf('dump', privateFile)).toBe(0o600)
  },
)
