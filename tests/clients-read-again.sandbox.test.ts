import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const file = () => join(sandbox.keysFolder, 'jwt-factory', 'clients.json')

const times = (event: string) => sandbox.logs.filter((line) => line.includes(`"${event}"`)).length

/** Changes the file as an editor does, and waits until the log tells what came of it. */
async function change(event: string, edit: (clients: Record<string, Record<string, unknown>>) => unknown) {
  const before = times(event)
  const clients = JSON.parse(await readFile(file(), 'utf8'))
  await writeFile(`${file()}~`, JSON.stringify(edit(clients)))
  await rename(`${file()}~`, file())
  await until(event, () => times(event) > before)
}

const playBySecret = () => sandbox.plain('servicea', '/scenario7?secret=1')

test('a running service uses its new secret, and the one before works until it is taken out', async () => {
  expect((await playBySecret()).body.bySecret.valid).toBe(true)
  const before = await readFile(join(sandbox.keysFolder, 'servicea', 'client-secret'), 'utf8')
  const fresh = 'the new secret of servicea, of 256 bits'
  const ask = async (secret: string) => {
    const form = { grant_type: 'client_credentials', client_id: 'servicea', client_secret: secret }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return (await sandbox.post('jwt-factory', '/token', { headers, body: String(new URLSearchParams(form)) })).status
  }

  await change('clients-read-again', ({ servicea, ...others }) => ({
    servicea: { ...servicea, secret: [fresh, before] },
    ...others,
  }))
  expect(await readFile(join(sandbox.keysFolder, 'servicea', 'client-secret'), 'utf8')).toBe(fresh)
  expect((await playBySecret()).body.bySecret.valid).toBe(true)
  expect([await ask(fresh), await ask(before)]).toEqual([200, 200])

  await change('clients-read-again', ({ servicea, ...others }) => ({
    servicea: { ...servicea, secret: fresh },
    ...others,
  }))
  expect((await playBySecret()).body.bySecret.valid).toBe(true)
  expect([await ask(fresh), await ask(before)]).toEqual([200, 401])
})

test('a file with a fault changes nothing, and the factory stays healthy', async () => {
  await change('clients-file-faulty', (clients) => ({ ...clients, servicea: { secret: 'hunter2' } }))
  expect((await playBySecret()).body.bySecret.valid).toBe(true)
  expect((await sandbox.plain('jwt-factory', '/healthz')).status).toBe(200)
  expect(sandbox.logs.join('')).not.toContain('hunter2')
})
