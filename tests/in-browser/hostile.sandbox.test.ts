import { afterAll, beforeAll, expect } from 'vitest'
import type { Recording } from '#core/trace/recorder'
import { openChangedTraces, type ChangedTraces } from '../support/changed-traces.ts'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'
import { expectInPlace } from '../support/overflow.ts'

const MARKUP = '<img src=x onerror="document.title=1"></title></script><script>document.title=1</script>'
const CLAIMS = {
  sub: MARKUP,
  aud: 'serviceb \u202eeciver\u202c',
  [MARKUP]: 1,
  long: 'x'.repeat(100_000),
  nested: { turned: '\u2067\u200b' },
}

/** No sign in it lets a line end. */
const LONG = 'l'.repeat(300)

/** B asks whether a token is good. */
const isQuestion = ({ verb, to }: Recording['steps'][number]) => verb === 'asks' && to === 'jwt-factory'

/** Nothing in the page has become more than text, nothing turns its letters, and it is as wide as its window. */
async function expectAllIsText(page: Page, turned: number): Promise<void> {
  expect(await page.evaluate(`document.querySelectorAll('main img, main script').length`)).toBe(0)
  expect(await page.evaluate(`document.title`)).toContain('jwt-sandbox')
  expect(await page.evaluate(`/[\\u202a-\\u202e\\u2066-\\u2069\\u200b]/.test(document.body.innerText)`)).toBe(false)
  const marks: string[] = await page.evaluate(
    `[...document.querySelectorAll('main .odd-sign')].map((one) => one.textContent + ' ' + one.title)`,
  )
  expect(marks.filter((mark) => /^U\+202E .*turns the direction/.test(mark)).length).toBeGreaterThanOrEqual(turned)
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 720 })
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(wider, `at ${width}`).toBeLessThanOrEqual(0)
  }
}

inBrowser.describe('what a process tells of a play, in a browser', () => {
  const stand = openStand()
  let told: ChangedTraces
  let url: string
  beforeAll(async () => {
    told = await openChangedTraces(stand.sandbox.processes.serviceb.port)
    url = await stand.openConsole({ SERVICEB_PORT: String(told.port) })
  })
  afterAll(() => told.close())

  async function play(query: string): Promise<Page> {
    const page = await stand.open(`/?scenario=1${query}`, { url })
    await page.click('button.main')
    await page.waitForSelector('.dot')
    await page.keyboard.press('End')
    await untilOnPage(page, `!document.querySelector('.dot:not(.told)')`)
    return page
  }

  /** What stands in the pictures of the stage and of the trace. */
  async function pictures(): Promise<{ stage: string[]; trace: string[]; lines: number }> {
    const page = await play('')
    const stage: string[] = await page.evaluate(`[...document.querySelectorAll('.dot')].map((one) => one.title)`)
    const lines = Number(await page.evaluate(`document.querySelectorAll('.hop.used').length`))
    await page.click('.steps a')
    await page.waitForSelector('.row.chosen')
    const trace: string[] = await page.evaluate(
      `[...document.querySelectorAll('.row > title')].map((one) => one.textContent.replace(/^Step \\d+: /, ''))`,
    )
    return { stage, trace, lines }
  }

  inBrowser.test('a step that no process tells of is in no picture: nothing is drawn by heart', async () => {
    const whole = await pictures()
    expect(whole.trace).toEqual(whole.stage)
    expect(whole.lines).toBe(3)
    told.change = (all) => all.map((one) => ({ ...one, steps: one.steps.filter((step) => !isQuestion(step)) }))
    const { stage, trace, lines } = await pictures()
    expect(trace).toEqual(stage)
    const missing = whole.stage.filter((sentence) => !stage.includes(sentence))
    expect(missing.join('\n')).toMatch(/^Service B asks jwt-factory/)
    expect(missing.join('\n')).toMatch(/jwt-factory believes/) // what it led to has no place any more
    expect(lines).toBe(2)
  })

  inBrowser.test('claims, sentences and reasons are text on the stage, in its trace and in the list', async () => {
    told.change = (all) =>
      all.map((one) => ({
        ...one,
        steps: one.steps.map((step) => ({
          ...step,
          sentence: `${step.sentence} ${MARKUP} \u202eeslaf`,
          ...(step.reason !== undefined && { reason: `${MARKUP} \u202eeslaf` }),
          token: { header: CLAIMS, claims: CLAIMS },
        })),
      }))
    const page = await play('&expired=1')
    const refused = `[...document.querySelectorAll('.dot')].findIndex((one) => /^Service B refuses/.test(one.title)) + 1`
    await page.click(`.steps li:nth-child(${await page.evaluate(refused)}) button`)
    await untilOnPage(page, `document.querySelector('.says').textContent.startsWith('✗ Service B refuse')`)
    await expectAllIsText(page, 1)
    await page.setViewportSize({ width: 1280, height: 720 })
    await page.click('.steps a')
    await page.waitForSelector('.row.chosen')
    const row = `[...document.querySelectorAll('.row')].find((one) => one.textContent.includes('Service B refuses')).id`
    await page.click(`#${await page.evaluate(row)}`)
    await page.waitForSelector('.details .members')
    expect(await page.textContent('.details')).toContain(MARKUP)
    expect(String(await page.textContent('.details')).length).toBeGreaterThan(200_000)
    await expectAllIsText(page, 3)
    await page.goto(`${url}/plays`)
    await page.waitForSelector('.plays li')
    await expectAllIsText(page, 0)
  })

  inBrowser.test('claims of a client are text, and so is a token with them', async () => {
    const client = {
      secret: 'a-secret-of-a-test',
      audiences: ['serviceb'],
      scopes: ['orders.read', 'a.scope.'.repeat(12)],
      claims: { note: MARKUP, turned: 'a\u202eb' },
    }
    await stand.sandbox.putClient('tester', client)
    const page = await stand.open('/clients?client=tester')
    await page.click('button.main')
    await page.waitForSelector('.clients .token')
    expect(await page.textContent('.clients')).toContain(MARKUP)
    await expectAllIsText(page, 2)
    await page.setViewportSize({ width: 1280, height: 720 })
    await page.click('.clients .card button')
    await page.waitForSelector('.bench-summary')
    await expectAllIsText(page, 1)
  })

  inBrowser.test(
    'who asks under an odd name, and what a fault says, is text on the page of the control plane',
    async () => {
      const rule = { on: 'jwks', effect: { status: 503, body: { note: `${MARKUP}\u202e` } } }
      await stand.sandbox.plain('jwt-factory', '/control/faults', { method: 'POST', body: rule })
      const headers = { 'user-agent': "a'b|c <script>" }
      await stand.sandbox.plain('jwt-factory', `/keys/${encodeURIComponent(MARKUP)}/jwks`, { headers })
      await stand.sandbox.plain('jwt-factory', `/keys/%E2%80%AEa/jwks?${encodeURIComponent('\u202e')}`, { headers })
      const page = await stand.open('/control')
      await page.waitForSelector('.fault-row')
      await untilOnPage(page, `document.querySelector('.requests').textContent.includes("a'b|c")`)
      await expectAllIsText(page, 0)
      const own = await stand.open('/', { url: `http://localhost:${stand.sandbox.processes['jwt-factory'].port}` })
      expect(await own.textContent('.says')).toContain('answer 503')
      expect(await own.evaluate(`document.querySelectorAll('main img, main script').length`)).toBe(0)
    },
  )

  inBrowser.test('names and reasons of 300 letters in a play leave their places nowhere', async () => {
    told.change = (all) =>
      all.map((one) => ({
        ...one,
        steps: one.steps.map((step) => ({
          ...step,
          what: LONG,
          sentence: `${step.sentence} ${LONG}`,
          ringId: LONG,
          ...(step.to !== undefined && { to: LONG }),
          ...(step.reason !== undefined && { reason: LONG }),
          checks: [{ check: LONG, rule: LONG, outcome: 'failed', reason: LONG }],
          token: { header: { kid: LONG, [LONG]: LONG }, claims: { iss: LONG, scope: LONG, [LONG]: { [LONG]: LONG } } },
        })),
      }))
    const page = await play('&expired=1')
    await expectInPlace(page, 'the stage')
    for (const at of [1, 2, 3, 4, 5, 6]) {
      await page.click(`.steps li:nth-child(${at}) button`)
      await untilOnPage(page, `document.querySelectorAll('.dot.told').length === ${at}`)
      await expectInPlace(page, `the stage at step ${at}`)
    }
    await page.click('.steps a')
    await page.waitForSelector('.row.chosen')
    await page.click('#step-5')
    await page.waitForSelector('.details .members .long-name')
    await expectInPlace(page, 'the trace')
    const { pathname } = new URL(page.url())
    await page.goto(`${url}${pathname}?beside=${pathname.split('/').at(-1)}`)
    await expectInPlace(page, 'two traces')
    await page.goto(`${url}/plays`)
    await page.waitForSelector('.plays li')
    await expectInPlace(page, 'all traces')
  })
})
