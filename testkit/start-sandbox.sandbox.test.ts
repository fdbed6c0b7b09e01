import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PATIENT } from '../tests/support/sandbox.ts'
import { until } from '../tests/support/until.ts'
import { startSandbox } from './testing.ts'

describe.each([true, false])('a sandbox with tls %s', (tls) => {
  test('plays its scenarios, and is told to fail', async () => {
    await using sandbox = await startSandbox({ tls, settings: PATIENT })
    const { status, story } = await sandbox.play(5)
    expect(status).toBe(200)
    expect(story.map(({ verb }) => verb)).toContain('believes')
    const refused = await sandbox.play(5, { variant: 'wrong-audience' })
    expect(refused.story.map(({ verb }) => verb)).toContain('refuses')
    await expect(sandbox.play(99 as number)).rejects.toThrow('There is no scenario 99, only 1 to 16.')
    await expect(sandbox.play(5, { variant: 'x' })).rejects.toThrow('Scenario 5 has no variant "x". It has wrong-')
    await sandbox.clock.advance({ hours: 1 }) // what B remembers of the keys is old now
    using down = await sandbox.fault('jwks', 'down')
    expect((await sandbox.play(5)).status, down.id).toBe(503)
  })

  test('its services judge the tokens of a test', async () => {
    await using sandbox = await startSandbox({ tls, settings: PATIENT })
    const call = async (token: string) =>
      (
        await sandbox.fetch(`${sandbox.urls.serviceb}/scenario7-server`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).status
    expect(await call(await sandbox.token({ subject: 'servicea' }))).toBe(200)
    expect(await call(await sandbox.token({ subject: 'servicea' }).expired())).toBe(401)
    expect(await call(await sandbox.bad('aud-other-service'))).toBe(401)
    expect(await call(await sandbox.issuer('other').token({ subject: 'servicea' }))).toBe(401)
  })
})

test('it stops while a request is held at a service, by a fault of the test, and then says that it is stopped', async () => {
  const sandbox = await startSandbox({ settings: PATIENT })
  await sandbox.fault('scenario7-server', { delay: '10m' })
  await sandbox.fault('jwks', 'hangs')
  const held = [sandbox.play(7), sandbox.play(5)].map((each) => each.catch(() => 'cut'))
  await until('both are held', () => sandbox.requests('scenario7-server').count + sandbox.requests('jwks').count >= 2)
  await sandbox.stop()
  await Promise.all(held)
  for (const call of [() => sandbox.play(7), () => sandbox.person('tester').login(), () => sandbox.token()])
    await expect(Promise.resolve(call()), String(call)).rejects.toThrow(
      'The sandbox has been stopped: ask before stop()',
    )
})

test('twenty at once do not meet, and leave nothing', async () => {
  const sandboxes = await Promise.all(Array.from({ length: 20 }, () => startSandbox({ settings: PATIENT })))
  await sandboxes[0]?.fault('*', 'unavailable')
  const statuses = await Promise.all(sandboxes.map(async (each) => (await each.play(5)).status))
  expect(statuses).toEqual([503, ...Array.from({ length: 19 }, () => 200)])
  const files = sandboxes.map(({ caFile }) => caFile)
  expect(files.every((file) => existsSync(file))).toBe(true)
  await Promise.all(sandboxes.map((each) => each.stop()))
  expect(files.some((file) => existsSync(file))).toBe(false)
})
