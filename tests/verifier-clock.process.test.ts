import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { temporaryFolder } from './support/folders.ts'
import { needs } from './support/needs.ts'
import { keySetAnswer, openPeopleStandIn } from './support/people-stand-in.ts'
import { PERSON_SIGNERS } from './support/person-tokens.ts'
import { until } from './support/until.ts'
import { startVerifier, VERIFIER_PROGRAMS } from './support/verifier-programs.ts'

// The programs of examples/verifiers, when a clock is set back, when strangers make them fetch, and when a connection or a request takes long.

const { ES256, ES384 } = PERSON_SIGNERS
const HOUR = 3600
const SETTINGS = { ISSUER: 'stoke-1', CLAIM: 'log=w' }

/** It makes the time of a program that we did not write: what a file says is added to that of the machine. */
const MOVED = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
const now = () => Math.floor(Date.now() / 1000)
const claims = () => ({ iss: 'stoke-1', sub: 'tester', exp: now() + 20 * HOUR, log: 'w' })
const old = () => `Bearer ${ES256.token(claims())}`
const next = () => `Bearer ${ES384.token(claims())}`
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

for (const program of VERIFIER_PROGRAMS) {
  const { name } = program
  const lack = program.lack || (!existsSync(MOVED) && `there is no ${MOVED}`) || (name === 'go' && 'Go asks no library for the time') // prettier-ignore

  needs(lack).test(`${name}: a clock that is set back is no reason to believe old keys for longer`, async () => {
    const people = await openPeopleStandIn(keySetAnswer([ES256.jwk], inHours(12)))
    const clockFile = join(await temporaryFolder(), 'clock')
    const moveTo = (seconds: number) => writeFile(clockFile, `+${seconds}\n`)
    await moveTo(10 * HOUR)
    const moved = { LD_PRELOAD: MOVED, FAKETIME_TIMESTAMP_FILE: clockFile, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' } // prettier-ignore
    const verifier = await startVerifier(program, { ...SETTINGS, ...moved, PEOPLE_URL: people.url, FLOOR_SECONDS: '600' }) // prettier-ignore
    expect([(await verifier.ask(old())).status, (await verifier.ask(next())).status]).toEqual([200, 401])
    expect(people.asked()).toBe(1)

    people.answer(keySetAnswer([ES384.jwk], inHours(2)))
    await moveTo(5 * HOUR)
    expect([(await verifier.ask(next())).status, (await verifier.ask(old())).status]).toEqual([200, 401])
    expect(people.asked()).toBe(2)

    people.answer((_request, response) => response.destroy())
    await moveTo(0)
    expect((await verifier.ask(next())).status, 'as in an outage').toBe(200)
    await moveTo(400)
    expect((await verifier.ask(next())).status, 'which has an end').toBe(503)
  })
}

/** What waits for a limit of its own waits for those of all programs at once. */
function testTogether(what: string, check: (program: (typeof VERIFIER_PROGRAMS)[number]) => Promise<void>): void {
  for (const { name, lack } of VERIFIER_PROGRAMS) if (lack) needs(lack).test(`${name}: ${what}`, () => {})
  const there = VERIFIER_PROGRAMS.filter(({ lack }) => !lack)
  test(`${there.map(({ name }) => name).join(', ')}: ${what}`, () => Promise.all(there.map(check)))
}

testTogether('whoever has a key that is known waits for no fetch of a stranger', async (program) => {
  const people = await openPeopleStandIn(keySetAnswer([ES256.jwk]))
  const verifier = await startVerifier(program, { ...SETTINGS, PEOPLE_URL: people.url, FLOOR_SECONDS: '0.001' })
  expect((await verifier.ask(old())).status, program.name).toBe(200)
  people.answer(() => {}) // says nothing
  const stranger = verifier.ask(next())
  await until('the fetch of the stranger', () => people.asked() > 1)
  let isOver = false
  void stranger.then(() => (isOver = true))
  expect([(await verifier.ask(old())).status, isOver], program.name).toEqual([200, false])
  expect((await stranger).status, program.name).toBe(503)
})

testTogether('a request that does not end is ended', async (program) => {
  const verifier = await startVerifier(program, { ...SETTINGS, PEOPLE_URL: 'http://localhost:1' })
  const socket = connect(verifier.port, 'localhost', () => socket.write('GET /hello HTTP/1.1\r\nX: '))
  const stop = systemClock.every(100, () => socket.write('a'))
  const begun = systemClock.monotonic()
  await new Promise((resolve) =>
    socket
      .on('error', () => {})
      .on('close', resolve)
      .resume(),
  )
  stop()
  expect(systemClock.monotonic() - begun, program.name).toBeLessThan(30_000)
  expect((await verifier.ask()).status, program.name).toBe(401)
})

const [, PYTHON] = VERIFIER_PROGRAMS

/** Python reads it first: each connection takes longer than a fetch may. */
const SLOW_CONNECTIONS = `import socket, time
connect = socket.create_connection
def slowly(*where, **how):
    time.sleep(3.2)
    return connect(*where, **how)
socket.create_connection = slowly
`

if (PYTHON)
  needs(PYTHON.lack).test('python: a fetch ends in its time where the connection alone took more', async () => {
    const people = await openPeopleStandIn((_request, response) => {
      response.writeHead(200)
      response.on(
        'close',
        systemClock.every(100, () => response.write(' ')),
      )
    })
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'sitecustomize.py'), SLOW_CONNECTIONS)
    const verifier = await startVerifier(PYTHON, { ...SETTINGS, PYTHONPATH: folder, PEOPLE_URL: people.url })
    expect((await verifier.ask(old())).status).toBe(503)
  })
