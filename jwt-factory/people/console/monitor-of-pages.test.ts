import { expect, test } from 'vitest'
import { createFormBrowser } from './admin-pages.fixture.ts'
import { openTestPeople, SEED_CONFIG } from '../people.fixture.ts'

async function openMonitor(config = SEED_CONFIG) {
  const people = await openTestPeople({ config, check: async (password, stored) => stored !== undefined && ['admin', 'tester'].includes(password) }) // prettier-ignore
  const browser = createFormBrowser(people.app)
  await browser.logIn('stoke', 'admin')
  /** Without marks, as a person reads it. */
  const read = async () =>
    (await browser.open('/admin/monitor')).text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
  return { ...people, browser, read }
}

test('the numbers of the process are there for eyes: who got a token, why not, and how it is', async () => {
  const { read, login } = await openMonitor()
  for (const password of ['tester', 'x', 'y']) await login({ username: 'tester', password })
  const text = await read()
  expect(text).toMatch(/Logins 4 .*wrong-credentials 2 .*session 1.*Renewals 0 none since the start/)
  expect(text).toMatch(/passwords that wait 0 users 2 groups \d+ claims \d+ keys active 1/)
  expect(text).toMatch(/memory [\d,]+ MB/)
  expect(text).toContain('POST /api/login 3')
  expect(text).toMatch(/login-refused.*reason= ?wrong-credentials/)
  expect(text).not.toMatch(/hunter|eyJ[\w-]+\./)
})

test('what cannot be read at the moment is told, and the rest is there', async () => {
  const { read, directory, browser } = await openMonitor()
  const { read: readDirectory } = directory
  let asked = 0
  directory.read = () => (asked++ > 0 ? Promise.reject(new Error('away')) : readDirectory()) // it is asked once whether they may look
  expect(await read()).toMatch(/directory cannot be read.*keys active 1/)
  expect(browser.page()).toContain('The end of the log')
})

test('disable_monitoring: the page says so, and counts nothing', async () => {
  const { read } = await openMonitor(`${SEED_CONFIG}telemetry: {disable_monitoring: true}\n`)
  const text = await read()
  expect(text).toContain('telemetry.disable_monitoring: true')
  expect(text).not.toContain('Logins')
})
