import { hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../tests/support/any-text.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toHtml } from './to-html.ts'

test('the page loads nothing, runs nothing, and allows its own style alone', async () => {
  const page = await toHtml(REPORT_FIXTURE)
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? []
  expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash('sha256', style, 'base64')}&#39;; base-uri`.replaceAll('&#39;', "'")) // prettier-ignore
  expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base)\b|\s(?:src|style|on\w+)=|@import|url\(/)
})

test('all verdicts, findings and sections are in it', async () => {
  const page = await toHtml(REPORT_FIXTURE)
  for (const { id } of REPORT_FIXTURE.cases) expect(page).toContain(`<code>${id}</code>`)
  expect(page).toContain('Failed: 6 findings (2 critical, 1 high, 3 medium).')
  expect(page.indexOf('Findings</h2>')).toBeLessThan(page.indexOf('All cases</h2>'))
  expect(page).toContain('reads for 100 unknown key ids')
})

test('the index names every level and family, and each of its links leads to a place of the page', async () => {
  const page = await toHtml(REPORT_FIXTURE)
  const [, index = ''] = /<nav class="index"[^>]*>([\s\S]*?)<\/nav>/.exec(page) ?? []
  const links = [...index.matchAll(/href="#([^"]*)"/g)].map(([, to]) => to)
  expect(links.length).toBeGreaterThan(new Set(REPORT_FIXTURE.cases.map(({ family }) => family)).size)
  for (const to of links) expect(page.split(`id="${to}"`), to).toHaveLength(2)
  expect(index.indexOf('>critical<')).toBeLessThan(index.indexOf('>medium<'))
})

/** Marks of signs that nobody sees come and go with a text. */
const tagsOf = (page: string) => page.replace(/<span class="odd-sign"[^>]*>[^<]*<\/span>/g, '').match(/<[^>]*>/g)

const withText = (text: string) =>
  toHtml({
    ...REPORT_FIXTURE,
    stopped: text,
    target: { ...REPORT_FIXTURE.target, library: text, audience: text },
    cases: REPORT_FIXTURE.cases.map((each) => ({
      ...each,
      title: text,
      remarks: [text],
      reason: text,
      ...(each.got && { got: { ...each.got, body: `a${text}` } }),
    })),
    matrix: { title: text, head: [text], rows: [[`a${text}`]], notes: [text] },
  })

test('any text of a target is text of the page', async () => {
  const expected = tagsOf(await withText('some words'))
  await fc.assert(
    fc.asyncProperty(anyText({ minLength: 1, maxLength: 30 }), async (text) => {
      expect(tagsOf(await withText(text))).toEqual(expected)
    }),
    { numRuns: 25, examples: [['<script>alert(1)</script>'], ['"><img src=x onerror=alert(1)>'], ['</style>']] },
  )
})
