import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openClients } from './open-clients.ts'
import { watchClients } from './watch-clients.ts'
import type { Clients } from './clients.ts'

const CLIENT = { secret: 'long enough to be one', audiences: [], scopes: [] }

/** One turn of the watcher, to be waited for. */
let look: () => unknown
let clock: ReturnType<typeof manualClock>
let keysFolder: string
let clients: Clients
let logged: [event: string, fields: Record<string, unknown>][]
let watch: ReturnType<typeof watchClients>
beforeEach(async () => {
  clock = { ...manualClock('2026-11-26T12:00:00Z'), every: (_ms, task) => ((look = task), () => {}) }
  keysFolder = await mkdtemp(join(tmpdir(), 'watch-clients-'))
  const folder = join(keysFolder, 'jwt-factory')
  const opened = await openClients(keysFolder, folder, clock)
  clients = opened.clients
  logged = []
  const note = (fields: object, event: string) => void logged.push([event, { ...fields }])
  watch = watchClients({
    keysFolder,
    folder,
    clock,
    file: 'clients.json',
    tell: () => {},
    text: opened.text,
    log: { info: note, error: note },
    take: (next) => void (clients = next.clients),
  })
})
afterEach(async () => {
  await watch.stop()
  await rm(keysFolder, { recursive: true })
})

const file = () => join(keysFolder, 'jwt-factory', 'clients.json')
const secretFile = (id: string) => readFile(join(keysFolder, id, 'client-secret'), 'utf8')

const declare = (value: unknown) => writeFile(file(), typeof value === 'string' ? value : JSON.stringify(value))
const events = () => logged.map(([event]) => event)

test('a file that nobody has changed is not read, and one that says the same changes nothing', async () => {
  const before = clients
  await look()
  await writeFile(file(), await readFile(file(), 'utf8'))
  await look()
  expect(clients).toBe(before)
  expect(events()).toEqual([])
})

test('what the file says now is taken over, and each service finds the secret that it has in it', async () => {
  await declare({
    servicea: { ...CLIENT, secret: ['the new one of 256 bits', 'the one from before'] },
    newcomer: CLIENT,
  })
  await look()
  expect([...clients.keys()]).toEqual(['servicea', 'newcomer'])
  expect(clients.get('servicea')).toMatchObject({
    secret: 'the new one of 256 bits',
    otherSecret: 'the one from before',
  })
  expect(await secretFile('servicea')).toBe('the new one of 256 bits')
  expect(events()).toEqual(['clients-read-again'])
  await look()
  expect(events()).toHaveLength(1)
})

/** As if all of it were within one tick of the clock of a disk. */
async function declareAtOneMoment(secret: string) {
  await declare({ servicea: { ...CLIENT, secret } })
  await utimes(file(), 1_700_000_000, 1_700_000_000)
}

test('what is written in the very moment in which the file was read is seen a turn later', async () => {
  await declareAtOneMoment('the secret number 1')
  await look()
  await declareAtOneMoment('the secret number 2')
  await look()
  expect(clients.get('servicea')?.secret).toBe('the secret number 2')
  expect(await secretFile('servicea')).toBe('the secret number 2')
  for (let turn = 0; turn < 3; turn++) await look()
  expect(events()).toEqual(['clients-read-again', 'clients-read-again'])
})

test('a faulty file changes nothing, is named once with its faults, and is read again when it is mended', async () => {
  const before = clients
  const secret = await secretFile('servicea')
  await declare({ servicea: { ...CLIENT, secret: 'hunter2' } })
  for (let turn = 0; turn < 3; turn++) await look()
  expect(clients).toBe(before)
  expect(await secretFile('servicea')).toBe(secret)
  expect(logged).toEqual([
    ['clients-file-faulty', expect.objectContaining({ faults: ['servicea.secret: must have 16 characters or more'] })],
  ])
  expect(JSON.stringify(logged)).not.toMatch(/hunter2|watch-clients-/)
  await declare({ newcomer: CLIENT })
  await look()
  expect([...clients.keys()]).toEqual(['newcomer'])
})

test.each<[string, () => Promise<unknown>, string]>([
  ['is half written', () => declare('{"a": '), 'the text is not JSON, at character 7'],
  ['is gone', () => rm(file()), '(file): is gone'],
  ['is a folder', () => rm(file()).then(() => mkdir(file())), '(file): it is a folder'],
  ['is too large', () => declare(' '.repeat(1_000_001)), '(file): has more than 1000000 bytes'],
  ['is not UTF-8', () => writeFile(file(), Buffer.from('{"a":{"audience":"\xe4"}}', 'latin1')), '(file): is not UTF-8'],
  ['is UTF-16', () => writeFile(file(), Buffer.from('\ufeff{}', 'utf16le')), '(file): is not UTF-8'],
  [
    'clashes with itself',
    () => declare({ a: { audience: 'b' }, b: CLIENT }),
    'a.audience: is the id of another client',
  ],
  ['has no good key', () => declare({ a: { ...CLIENT, jwks: { keys: [{}] } } }), 'a.jwks: keys.0: '],
])('a file that %s leaves the clients as they are, and does so once', async (_what, change, fault) => {
  const before = clients
  await change()
  for (let turn = 0; turn < 2; turn++) await look()
  expect(clients).toBe(before)
  expect(logged).toEqual([
    ['clients-file-faulty', expect.objectContaining({ faults: [expect.stringContaining(fault)] })],
  ])
  await rm(file(), { recursive: true, force: true })
  await declare({ newcomer: CLIENT })
  await look()
  expect([...clients.keys()]).toEqual(['newcomer'])
})

test('of many faults the first are named, and the others counted', async () => {
  await declare(Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`c${at}`, { ...CLIENT, secret: 'x' }])))
  await look()
  const [[, { faults, more } = {}] = []] = logged
  expect([faults, more]).toEqual([expect.objectContaining({ length: 10 }), 15])
})

/** Whatever is to be written into the folder of that service. */
const spoil = async (id: string) => {
  await rm(join(keysFolder, id), { recursive: true })
  await writeFile(join(keysFolder, id), 'a file in the place of the folder')
}

describe('a secret that cannot be written', () => {
  test('keeps no other change away, and no other secret', async () => {
    await spoil('servicea')
    await declare({ servicea: CLIENT, serviceb: CLIENT, newcomer: CLIENT })
    await look()
    expect([...clients.keys()]).toEqual(['servicea', 'serviceb', 'newcomer'])
    expect(events()).toEqual(['client-secret-not-written', 'clients-read-again'])
    expect(await secretFile('serviceb')).toBe(CLIENT.secret)
  })

  test('is tried again after a while until it is written, and the log says each once', async () => {
    await spoil('servicea')
    await declare({ servicea: CLIENT })
    for (let turn = 0; turn < 3; turn++) {
      await look()
      clock.advance({ seconds: 10 })
    }
    expect(events()).toEqual(['client-secret-not-written', 'clients-read-again'])
    await rm(join(keysFolder, 'servicea'))
    await look()
    expect(await secretFile('servicea')).toBe(CLIENT.secret)
    expect(events().slice(2)).toEqual(['client-secret-written'])

    await spoil('servicea')
    await declare({ servicea: { ...CLIENT, secret: 'another one that is long' } })
    await look()
    await look() // the file is read a second time, and nothing is written
    await rm(join(keysFolder, 'servicea'))
    await look() // too soon
    await expect(secretFile('servicea')).rejects.toThrow('ENOENT')
    await declare({ servicea: { ...CLIENT, secret: 'a third one that is long' } }) // whoever mends it does not wait
    await look()
    expect(await secretFile('servicea')).toBe('a third one that is long')
    clock.advance({ seconds: 60 })
    await look()
    const [failed, again, written] = ['client-secret-not-written', 'clients-read-again', 'client-secret-written']
    expect(events().slice(3)).toEqual([failed, again, written, again])
  })
})
