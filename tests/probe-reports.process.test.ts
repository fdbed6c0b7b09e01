import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { compareWithBaseline } from '../apps/probe/reports/compare-baseline.ts'
import { REPORT_FIXTURE } from '../apps/probe/reports/report.fixture.ts'
import { toHtml } from '../apps/probe/reports/to-html.ts'
import { toJunit } from '../apps/probe/reports/to-junit.ts'
import { toSarif } from '../apps/probe/reports/to-sarif.ts'
import { inBrowser } from './support/browser.ts'
import { sharedBrowser } from './support/chromium.ts'
import { temporaryFolder } from './support/folders.ts'
import { needs } from './support/needs.ts'
import { sarifFaults, withSarif } from './support/sarif.ts'

// Proof with readers that we did not write: the reports of a probe are what their standards say.

const BASELINE = { accepted: [{ id: 'aud-missing', because: 'the gateway checks it' }] }
const STOPPED = { ...REPORT_FIXTURE, stopped: 'The good token is refused.' }
const ODD_TARGET = { ...REPORT_FIXTURE, target: { ...REPORT_FIXTURE.target, url: 'no address \u0000 {at} "all"' } }

withSarif.describe('the schema of SARIF 2.1.0', () => {
  test.each([
    ['a run', toSarif(REPORT_FIXTURE)],
    ['a run with a baseline', toSarif(REPORT_FIXTURE, compareWithBaseline(REPORT_FIXTURE, BASELINE))],
    ['a run that stopped', toSarif(STOPPED)],
    ['a run without a case', toSarif({ ...REPORT_FIXTURE, cases: [] })],
    ['a target of odd signs', toSarif(ODD_TARGET)],
  ])('holds for %s', async (_name, text) => {
    expect(await sarifFaults(text)).toEqual([])
  })

  test('does not hold for everything', async () => {
    expect(await sarifFaults(toSarif(REPORT_FIXTURE).replaceAll('"error"', '"terrible"'))).not.toEqual([])
    expect(await sarifFaults(toSarif(REPORT_FIXTURE).replaceAll('"ruleIndex"', '"ruleNumber"'))).not.toEqual([])
  })
})

const READ_JUNIT = `
import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
count = lambda name: len(root.findall('./testsuite/testcase/' + name))
print(json.dumps({**{name: count(name) for name in ['failure', 'error', 'skipped']}, 'suites': len(root), 'said': dict(root.attrib),
  'text': root.find(".//testcase[@name='json-deep: Claims in 5000 levels']/failure").text}))`

const hasPython = spawnSync('python3', ['-c', 'import xml.etree.ElementTree']).status === 0

needs(!hasPython && 'there is no python3 on the PATH').test('an XML parser reads the JUnit report', () => {
  const { stdout, stderr } = spawnSync('python3', ['-c', READ_JUNIT], { input: toJunit(STOPPED), encoding: 'utf8' })
  expect(stderr).toBe('')
  const { text, said, ...counts } = JSON.parse(stdout)
  expect(counts).toEqual({ failure: 6, error: 1, skipped: 3, suites: 8 })
  expect(said).toMatchObject({ tests: '14', failures: '6', errors: '1', skipped: '3' })
  expect(text).toContain('\uFFFD[2J<script>alert(1)</script>\u202E"]]>\uFFFD\uFFFD')
})

inBrowser.describe('the HTML report, in a browser', () => {
  inBrowser.test('it obeys its own policy, chooses by verdict without a script, and fits a telephone', async () => {
    const file = join(await temporaryFolder(), 'probe.html')
    await writeFile(file, await toHtml(REPORT_FIXTURE))
    const context = await (await sharedBrowser()).newContext({ viewport: { width: 390, height: 800 } })
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', (message: { text(): string }) => said.push(message.text()) as never)
    await page.goto(pathToFileURL(file).href)
    const seen = () =>
      page.evaluate("[...document.querySelectorAll('.case')].filter((row) => row.checkVisibility()).length")
    expect(await seen()).toBe(0)
    await page.click('.cases > summary')
    expect(await seen()).toBe(13)
    for (const [verdict, count] of [
      ['findings', 7],
      ['refused', 4],
      ['not-run', 2],
      ['all', 13],
    ] as const) {
      await page.click(`label:has(#show-${verdict})`)
      expect(await seen(), verdict).toBe(count)
    }
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    }
    expect(said).toEqual([])
    await context.close()
  })

  inBrowser.test(
    'it is folded but for the worst, its index leads into what is folded, and paper shows all',
    async () => {
      const file = join(await temporaryFolder(), 'probe.html')
      await writeFile(file, await toHtml(REPORT_FIXTURE))
      const context = await (await sharedBrowser()).newContext({ viewport: { width: 1280, height: 800 } })
      const page = await context.newPage()
      await page.goto(pathToFileURL(file).href)
      const folded = () =>
        page.evaluate("[...document.querySelectorAll('.evidence')].map((each) => each.checkVisibility())")
      expect((await folded()).filter(Boolean)).toHaveLength(1)
      await page.click('.index a[href="#family-cost"]')
      expect(await page.evaluate("document.querySelector('#family-cost').checkVisibility()")).toBe(true)
      await page.emulateMedia({ media: 'print' })
      expect(await folded()).not.toContain(false)
      expect(await page.evaluate("[...document.querySelectorAll('.case')].every((row) => row.checkVisibility())")).toBe(
        true,
      )
      await context.close()
    },
  )
})
