import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { portOf } from '#core/http/loopback'
import { openAskConsole } from './support/ask-console.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords, start, testFolder } from './support/processes.ts'
import { readProjectFile } from './support/project-files.ts'
import { runToEnd } from './support/run-to-end.ts'
import { until } from './support/until.ts'

const MAIN = nodeWords('apps/workshop/main.ts')

/** As `npm run workshop` does, without npm, and with a folder for temporary files of its own. */
async function startRoom(temporary: string, port: number) {
  const running = start(process.execPath, MAIN, { TMPDIR: temporary, WORKSHOP_PORT: String(port) })
  const read = (what: RegExp) => until(`it says ${String(what)}\n${running.output()}`, () => what.exec(running.output())?.[1] ?? false) // prettier-ignore
  const code = await read(/Room code +(\S+)/)
  const facilitator = await read(/Facilitator +(\S+)/)
  const join = async (name: string) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://localhost:${port}/join`, { method: 'POST', headers, body: JSON.stringify({ name, code }) }) // prettier-ignore
    return { status: answer.status, cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' }
  }
  return { ...running, code, facilitator, join }
}

const pageFor = (port: number, cookie: string) => fetch(`http://localhost:${port}/`, { headers: { cookie, accept: 'text/html' } }) // prettier-ignore
const seatsIn = async (temporary: string) =>
  (await readdir(temporary, { recursive: true })).filter((name) => /seat-\w+$/.test(name)).length

/**
 * A person lets her factory say that its token endpoint is at another program of this machine, and logs in: her gateway would send the code
 * and its secret there.
 */
async function connectionsFromOutside(port: number, cookie: string): Promise<number> {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.destroy()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const ask = await openAskConsole(`http://localhost:${port}`, { cookie })
  const { issuer: address } = (await ask('/api/issuers/@')).discovery
  const login = `${address}/login`
  const discovery = {
    issuer: login,
    authorization_endpoint: `${login}/auth`,
    token_endpoint: `https://127.0.0.1:${portOf(server)}/`,
    jwks_uri: `${login}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  }
  const rule = { on: 'openid-configuration', effect: { status: 200, body: discovery } }
  await ask('/api/control/faults', { to: ['jwt-factory'], rule })
  const { outcome } = await ask('/api/plays', { scenario: 16 })
  expect(outcome).toMatchObject({ outcome: 'cannot-decide', who: 'login-gateway', step: expect.any(Number) })
  expect(outcome.reason).toContain('your login could not be completed') // it came as far as to the token endpoint
  server.close()
  return connections
}

test('it says how to join, makes a sandbox for who joins, and leaves nothing at the end; a killed one leaves what the next takes away', async () => {
  const temporary = await testFolder()
  const [port = 0] = await freePorts(1)
  const first = await startRoom(temporary, port)
  expect(withoutChance(first.output())).toBe(await shownInDocument(port))
  const { status, cookie } = await first.join('Ada')
  expect(status).toBe(201)
  expect((await pageFor(port, cookie)).status).toBe(200)
  expect(await seatsIn(temporary)).toBe(1)
  first.kill('SIGKILL')
  await first.ended()
  expect(await seatsIn(temporary)).toBe(1)

  const second = await startRoom(temporary, port)
  expect(await seatsIn(temporary)).toBe(0)
  expect(second.code).not.toBe(first.code)
  expect((await fetch(`http://localhost:${port}/api/plays`, { headers: { cookie } })).status).toBe(401)
  const again = await second.join('Bob')
  expect((await pageFor(port, again.cookie)).status).toBe(200)
  const [, token] = second.facilitator.split('#')
  const { people } = await (await fetch(`http://localhost:${port}/api/room`, { headers: { authorization: `Bearer ${token}` } })).json() as { people: object[] } // prettier-ignore
  expect(people).toMatchObject([{ name: 'Bob', sandbox: 'awake' }])
  expect(await connectionsFromOutside(port, again.cookie)).toBe(0)
  second.kill('SIGINT')
  expect(await second.ended()).toBe(0)
  expect((await readdir(temporary)).filter((name) => name.startsWith('jwt-workshop'))).toEqual([])
  expect(second.output()).not.toContain(again.cookie)
})

test('where others can come in, it wants a token for the facilitator, and says so in a line', async () => {
  const { code, output } = await runToEnd(process.execPath, MAIN, { HOST: '0.0.0.0', WORKSHOP_PORT: '0' })
  expect(code).toBe(1)
  expect(output).toMatch(/^the workshop cannot start:\nCONTROL_TOKEN {2}is needed: [^\n]+\nFix it in [^\n]+\n$/)
})

test('of a port that is taken it says which setting names another one', async () => {
  const temporary = await testFolder()
  const [port = 0] = await freePorts(1)
  await startRoom(temporary, port)
  const { code, output } = await runToEnd(process.execPath, MAIN, { TMPDIR: temporary, WORKSHOP_PORT: String(port) })
  expect([code, output]).toEqual([1, expect.stringMatching(new RegExp(`port ${port} is taken.*WORKSHOP_PORT`))])
  expect(await readdir(temporary)).toHaveLength(1)
})

/** Code and token are others each time. */
const withoutChance = (output: string) =>
  output
    .replace(/(Room code +)\S+/, '$1CODE')
    .replace(/#\S+/, '#TOKEN')
    .trim()

/** What docs/workshop.md shows of it. */
async function shownInDocument(port: number): Promise<string> {
  const [, shown = ''] = /```text\n(The workshop is open[^`]+)```/.exec(await readProjectFile(join('docs', 'workshop.md'))) ?? [] // prettier-ignore
  return withoutChance(shown).replaceAll(':4040', `:${port}`)
}
