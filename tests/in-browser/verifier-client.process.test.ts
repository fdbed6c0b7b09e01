import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { DRAWN, lackOfBrowser, sharedBrowser, type Page } from '../support/chromium.ts'
import { needs } from '../support/needs.ts'
import { freePorts } from '../support/ports.ts'
import { nodeWords, start, testFolder } from '../support/processes.ts'
import { until } from '../support/until.ts'

// The page of examples/verifiers/browser, as it stands there, in a real Chromium, with people in a process of their own.

const HALF_AN_HOUR = 30 * 60_000

async function openPlace() {
  const [peoplePort = 0, port = 0] = await freePorts(2)
  const [url, people] = [`http://localhost:${port}`, `http://localhost:${peoplePort}`]
  const folder = await testFolder()
  await cp('jwt-factory/people/example/dbinit.yaml', join(folder, 'dbinit.yaml'))
  await writeFile(
    join(folder, 'config.yaml'),
    `server: {port: ${peoplePort}, allowed_hosts: ['${url}']}
tokens: {issuer: stoke-1, token_duration: 30m, key_duration: 3h}
`,
  )
  const words = nodeWords('jwt-factory/people/main.ts', '-config', 'config.yaml', '-dbinit', 'dbinit.yaml')
  const ofPeople = start(process.execPath, words, { INIT_CWD: folder })
  const trust = { ISSUER: 'stoke-1', CLAIM: 'test=acc', PEOPLE_URL: people, PORT: String(port) }
  const ofPage = start(process.execPath, ['examples/verifiers/browser/serve.mjs'], trust)
  await until('people', () => ofPeople.code() !== undefined || ofPeople.output().includes('people-listen'))
  await until('the page', () => ofPage.code() !== undefined || ofPage.output().includes('is open'))
  return { url, people, ofPeople }
}

async function openClientPage(url: string) {
  const context = await (await sharedBrowser()).newContext({})
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(DRAWN)
  const asked: { what: string; authorization: string | undefined }[] = []
  page.on('request', (request: { method(): string; url(): string; headers(): Record<string, string> }) => {
    asked.push({ what: `${request.method()} ${request.url()}`, authorization: request.headers()['authorization'] })
  })
  const wrong: string[] = []
  page.on('pageerror', (error: Error) => wrong.push(String(error)))
  await page.clock.install()
  await page.goto(url)
  return { page, wrong, of: (what: string) => asked.filter((each) => each.what === what) }
}

const says = (page: Page, id: string, text: RegExp) =>
  until(`${id} says ${text}`, async () => text.test((await page.textContent(id)) ?? ''))

async function logIn(page: Page, name: string, password: string) {
  await page.fill('[name=username]', name)
  await page.fill('[name=password]', password)
  await page.click('#login button')
}

needs(lackOfBrowser).test('a page logs in, calls a service, renews before the end, and keeps nothing', async () => {
  const { url, people, ofPeople } = await openPlace()
  const { page, wrong, of } = await openClientPage(url)

  await logIn(page, 'tester', 'wrong')
  await says(page, '#state', /name or password is wrong/)
  await logIn(page, 'stoke', 'admin')
  await says(page, '#state', /Logged in/)
  await page.click('#hello')
  await says(page, '#answer', /^403 .*does not say test=acc/)
  await page.click('#logout')
  await says(page, '#state', /Logged out/)

  await logIn(page, 'tester', 'tester')
  await says(page, '#state', /Logged in/)
  await page.click('#hello')
  await says(page, '#answer', /^200 \{"hello":"tester"\}$/)
  const kept = await page.evaluate(
    'indexedDB.databases().then((all) => [localStorage.length, sessionStorage.length, document.cookie, all.length])',
  )
  expect(kept).toEqual([0, 0, '', 0])
  expect(await page.evaluate('document.documentElement.outerHTML + JSON.stringify(history.state)')).not.toMatch(
    /eyJ[\w-]+\./,
  )
  expect(await page.evaluate("document.querySelector('[name=password]').value")).toBe('')

  await page.clock.fastForward(0.6 * HALF_AN_HOUR)
  expect(of(`POST ${people}/api/renew`)).toHaveLength(0)
  await page.clock.fastForward(0.1 * HALF_AN_HOUR)
  await until('a renewal', () => of(`POST ${people}/api/renew`).length === 1)
  await page.evaluate("document.getElementById('answer').textContent = ''")
  await page.click('#hello')
  await says(page, '#answer', /^200/)
  const shown = of(`GET ${url}/hello`).map(({ authorization }) => authorization)
  expect(shown).toHaveLength(3)
  expect(shown.at(-1)).not.toBe(shown.at(-2))

  expect(await page.evaluate(ASK_ELSEWHERE)).toBe('connect-src')
  ofPeople.kill('SIGKILL')
  await ofPeople.ended()
  await page.clock.fastForward(0.7 * HALF_AN_HOUR) // nobody answers: what there is goes on, and it asks again
  await until('another try', async () => {
    await page.clock.fastForward(5000)
    return of(`POST ${people}/api/renew`).length >= 3
  })
  expect(await page.textContent('#state')).toMatch(/Logged in/)
  await page.goto(url)
  expect(await page.textContent('#state')).toBe('Nobody is logged in.')
  expect(wrong).toEqual([])
})

/** What a foreign script would do. */
const ASK_ELSEWHERE = `new Promise((resolve) => {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective))
  fetch('http://localhost:1/').catch(() => {})
})`
