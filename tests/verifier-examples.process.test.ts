import { rm } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { certifiedFolder } from './support/folders.ts'
import { needs } from './support/needs.ts'
import { keySetAnswer, openPeopleStandIn, sendText } from './support/people-stand-in.ts'
import { PERSON_SIGNERS, PERSON_TOKENS, PERSON_TRUST } from './support/person-tokens.ts'
import { start } from './support/processes.ts'
import { readProjectFile } from './support/project-files.ts'
import { caFile } from './support/trusting.ts'
import { until } from './support/until.ts'
import { startVerifier, VERIFIER_PROGRAMS } from './support/verifier-programs.ts'

// The programs of examples/verifiers, as they stand there: one table of tokens for all of them.

const KEYS = Object.values(PERSON_SIGNERS).map(({ jwk }) => jwk)
const { ES256 } = PERSON_SIGNERS
const CODES: Record<number, string> = { 401: ', error="invalid_token"', 403: ', error="insufficient_scope"' }

let keysFolder: string
beforeAll(async () => void (keysFolder = await certifiedFolder()))
afterAll(() => rm(keysFolder, { recursive: true }))

for (const program of VERIFIER_PROGRAMS) {
  const { name, lack } = program

  needs(lack).test(`${name}: whom it lets in, over TLS with the authority that it is told of`, async () => {
    const tls = await openTlsIdentity(join(keysFolder, 'tls'), 'jwt-factory', systemClock)
    const people = await openPeopleStandIn(keySetAnswer(KEYS), tls)
    const env = { ...PERSON_TRUST, PEOPLE_URL: people.url, CA_FILE: caFile(keysFolder), FLOOR_SECONDS: '3600' }
    const verifier = await startVerifier(program, env)
    const wrong: unknown[] = []
    for (const [title, token, status] of PERSON_TOKENS) {
      const answer = await verifier.ask(`Bearer ${token}`)
      const challenge = status === 200 ? undefined : `Bearer realm="people"${CODES[status]}`
      if (answer.status !== status || answer.challenge !== challenge) wrong.push({ title, status, answer })
      expect(answer.text).not.toContain(token)
    }
    expect(wrong).toEqual([])
    const [, good = ''] = PERSON_TOKENS[0] ?? []
    for (const none of [[], ['Basic dTpw'], ['Bearer']])
      expect(await verifier.ask(...none)).toEqual({ status: 401, challenge: 'Bearer realm="people"', text: expect.stringContaining('"message"') }) // prettier-ignore
    expect(await verifier.ask(`bearer  ${good}`)).toMatchObject({ status: 200, text: expect.stringContaining('tester') }) // prettier-ignore
    for (const two of [[good, good], ['A', good], [good, 'A']])
      expect(await verifier.ask(...two.map((each) => `Bearer ${each}`))).toMatchObject({ status: 400, challenge: expect.stringContaining('invalid_request') }) // prettier-ignore
    expect((await verifier.ask(`Bearer ${'A'.repeat(60_000)}`).catch(() => ({ status: 431 }))).status).toBeGreaterThan(400) // prettier-ignore
    expect(await verifier.ask(`Bearer ${good}`)).toMatchObject({ status: 200 })
    expect(people.asked()).toBe(1)
    expect(verifier.output()).not.toMatch(/eyJ[\w-]+\.|Error|Traceback|panic/)
  })
}

const token = (more: object = {}) =>
  `Bearer ${ES256.token({ iss: 'stoke-1', sub: 'tester', exp: Math.floor(Date.now() / 1000) + 3600, log: 'w', ...more })}`

const SWITCHES = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'

/** Nothing that can be used: each is as if nobody were there. */
const BAD_SETS: Record<string, RequestListener> = {
  'an error': (_request, response) => response.writeHead(500).end(),
  'another address': (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  'a change of protocol': (_request, response) => response.socket?.end(SWITCHES),
  'no JSON': (_request, response) => sendText(response, '<html>'),
  'no keys': keySetAnswer([]),
  'no exp': (_request, response) => sendText(response, JSON.stringify({ keys: KEYS })),
  'exp is a number': keySetAnswer(KEYS, 4_000_000_000),
  'exp is a day': keySetAnswer(KEYS, '2100-01-01'),
  'private matters': keySetAnswer([{ kty: 'oct', k: 'c2VjcmV0', kid: 'key-ES256', alg: 'HS256' }]),
  'a key for something else': keySetAnswer([{ ...ES256.jwk, use: 'enc' }]),
  'a curve of another algorithm': keySetAnswer([{ ...ES256.jwk, alg: 'ES384' }]),
  'a point that is on no curve': keySetAnswer([{ ...ES256.jwk, y: (ES256.jwk as { x: string }).x }]),
  'one id for two keys': keySetAnswer([ES256.jwk, ES256.jwk]),
  'more than anybody reads': (_request, response) =>
    sendText(response, `${JSON.stringify({ exp: '2100-01-01T00:00:00Z', keys: KEYS })}${' '.repeat(70_000)}`),
  'a letter now and then': (_request, response) => {
    response.writeHead(200)
    const stop = systemClock.every(100, () => response.write(' '))
    response.on('close', stop)
  },
}

/** What each is started with that should not start, by what it says. */
const MISSING: readonly (readonly [says: string, env: Record<string, string>])[] = [
  ['ISSUER is not set', { ISSUER: '' }],
  ['CLAIM is not set', { CLAIM: '' }],
  ['CLAIM is not one name=value', { CLAIM: 'log' }],
  ['CLAIM is not one name=value', { CLAIM: 'log=r,w' }],
  ['FLOOR_SECONDS is not a number', { FLOOR_SECONDS: 'soon' }],
  ['FLOOR_SECONDS is not a number', { FLOOR_SECONDS: '0' }],
  ['PORT is not the number of a port', { PORT: '70000' }],
  ['CA_FILE cannot be used', { CA_FILE: 'no-such-file.pem' }],
  ['CA_FILE cannot be used', { CA_FILE: 'package.json' }],
]

for (const program of VERIFIER_PROGRAMS) {
  const { name, lack } = program

  needs(lack).test(`${name}: no key set, no entry; the last good one lasts while people are away`, async () => {
    const people = await openPeopleStandIn((_request, response) => response.destroy())
    const env = { ISSUER: 'stoke-1', CLAIM: 'log=w', PEOPLE_URL: people.url, FLOOR_SECONDS: '0.001' }
    const verifier = await startVerifier(program, env)
    const ask = (more = {}) => verifier.ask(token(more))
    const cannotDecide = { status: 503, challenge: undefined }
    const answers: Record<string, unknown> = { nobody: await ask() }
    for (const [title, listener] of Object.entries(BAD_SETS)) {
      people.answer(listener)
      answers[title] = await ask()
    }
    expect(answers).toEqual(
      Object.fromEntries(Object.keys(answers).map((title) => [title, expect.objectContaining(cannotDecide)])),
    )
    expect(verifier.output()).toContain('cannot be had')

    people.answer(keySetAnswer([...KEYS, { kty: 'EC', crv: 'secp256k1', kid: 'k', alg: 'ES256K' }], '2001-01-01T00:00:00+02:00')) // prettier-ignore
    expect(await ask()).toMatchObject({ status: 200 })
    expect(await ask({ aud: ['serviceb'] })).toMatchObject({ status: 401, text: expect.stringContaining('for somebody else') }) // prettier-ignore
    const others = JSON.stringify({ keys: [{ ...PERSON_SIGNERS.ES384.jwk, kid: 'key-of-nobody' }] })
    for (const [title, bad] of [
      ['without exp', others],
      ['of a day', others.replace('{', '{"exp":"2100-01-01",')],
    ] as const) {
      // prettier-ignore
      const seen = people.asked()
      people.answer((_request, response) => sendText(response, bad))
      await until('another look', async () => (await ask()).status === 200 && people.asked() > seen + 1)
      expect(await ask(), title).toMatchObject({ status: 200 })
    }
    people.answer((_request, response) => response.destroy())
    const before = people.asked()
    await until('another look', async () => (await ask()).status === 200 && people.asked() > before + 1)
    const [stranger = ''] = [`Bearer ${ES256.token({ iss: 'stoke-1' }, { kid: 'a-new-one' })}`]
    await until('503', async () => (await verifier.ask(stranger)).status === 503)
    people.answer(keySetAnswer(KEYS))
    await until('401', async () => (await verifier.ask(stranger)).status === 401)
  })

  needs(lack).test(`${name}: one fetch for all who ask at once`, async () => {
    const waiting: Parameters<RequestListener>[] = []
    const people = await openPeopleStandIn((...asked) => void waiting.push(asked))
    const env = { ISSUER: 'stoke-1', CLAIM: 'log=w', PEOPLE_URL: people.url, FLOOR_SECONDS: '0.001' }
    const verifier = await startVerifier(program, env)
    const asking = Promise.all(Array.from({ length: 40 }, () => verifier.ask(token())))
    await until('a fetch', () => waiting.length > 0)
    for (let more = 0; more < 40; more++) await verifier.ask() // all of the others have arrived before these
    people.answer(keySetAnswer(KEYS))
    for (const asked of waiting) keySetAnswer(KEYS)(...asked)
    expect((await asking).map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200))
    expect([waiting.length, people.asked()]).toEqual([1, 1])
  })

  needs(lack).test(`${name}: no fetch sooner than the floor, whatever sets and tokens say`, async () => {
    const people = await openPeopleStandIn(keySetAnswer(KEYS, '2001-01-01T00:00:00.000000001Z'))
    const env = { ISSUER: 'stoke-1', CLAIM: 'log=w', PEOPLE_URL: people.url, FLOOR_SECONDS: '3600' }
    const verifier = await startVerifier(program, env)
    const unknown = ES256.token({ iss: 'stoke-1' }, { kid: 'a-new-one' })
    const answers = [await verifier.ask(token()), await verifier.ask(`Bearer ${unknown}`), await verifier.ask(token())]
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200])
    expect(people.asked()).toBe(1)
  })

  needs(lack).test(`${name}: what is missing is said at the start`, async () => {
    const [file, ...words] = await program.command()
    const faults = await Promise.all(
      MISSING.map(async ([, env]) => {
        const running = start(file, words, { ISSUER: 'a', CLAIM: 'log=w', ...env })
        return [await running.ended(), running.output()]
      }),
    )
    expect(faults).toEqual(MISSING.map(([says]) => [1, expect.stringMatching(new RegExp(`^${says}`))]))
    expect(faults.flat().join('')).not.toMatch(/Traceback|node:internal|goroutine/)
  })
}

test('the example for Node asks for the version of jose that the project tests with', async () => {
  const [example, project] = await Promise.all(
    ['examples/verifiers/node/package.json', 'package.json'].map(async (path) =>
      JSON.parse(await readProjectFile(path)),
    ),
  )
  expect(example.dependencies.jose).toBe(project.dependencies.jose)
})
