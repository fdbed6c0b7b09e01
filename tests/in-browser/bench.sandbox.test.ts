import { Buffer } from 'node:buffer'
import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage, type Page } from '../support/browser.ts'
import { expectOpenToAll } from '../support/open-to-all.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const act = async (page: Page, tab: string, answer: string) => {
  await page.click(`#tab-${tab}`)
  await page.click('.bench-panel button.main')
  await page.waitForSelector(answer)
  return page.textContent(answer)
}

const inForm = (page: Page, name: 'header' | 'payload') =>
  page.evaluate(`JSON.parse(document.querySelector('.${name}-part textarea').value)`)

inBrowser.describe('the token bench, in a browser', () => {
  const stand = openStand()

  const TEXT = '.bench-paste textarea'
  const textIn = (page: Page) => page.evaluate(`document.querySelector('${TEXT}').value`)
  const sample = async () => {
    const page = await stand.open('/bench')
    await page.click('.bench-panel button.main')
    await page.waitForSelector('.bench-summary')
    return page
  }
  inBrowser.test('a token of A for B is believed by the verifier and by B, and its trace is there', async () => {
    const page = await sample()
    expect(await page.textContent('.bench-summary')).toContain('well formed')
    expect(await act(page, 'check', '.bench-verdict')).toContain('The verifier believes it')
    await page.click('#tab-decoded')
    expect(await act(page, 'send', '.bench-verdict')).toContain('Service B answers 200')
    await page.click('.bench-verdict a')
    await page.waitForSelector('.row.chosen')
    expect(await page.textContent('h1')).toBe('The token bench sends a token to Service B')
    expect(page.url()).not.toContain('ey')
  })

  inBrowser.test(
    'the pasted token has three colours, with their names, and each letter lies where it is written',
    async () => {
      const page = await sample()
      const token = String(await textIn(page))
      await page.fill(TEXT, `${token.slice(0, -9)}\n ${token.slice(-9)}`)
      const shown: { text: string; parts: string[]; colours: number; drift: number } = await page.evaluate(`(() => {
      const [pre, field] = document.querySelector('.pasted-frame').children
      const parts = [...pre.querySelectorAll('span')]
      return {
        text: pre.textContent,
        parts: parts.map((one) => one.textContent.replaceAll(/\\s/g, '')),
        colours: new Set(parts.map((one) => getComputedStyle(one).color)).size,
        drift: field.scrollHeight - pre.scrollHeight,
      }
    })()`)
      expect(shown.text).toBe(`${await textIn(page)} `)
      expect(shown.parts).toEqual(token.split('.'))
      expect([shown.colours, shown.drift]).toEqual([3, 0])
      expect(await page.textContent('.pasted-legend')).toBe('HeaderPayloadSignature')
      await page.fill(TEXT, `${token}\u202e`)
      await page.waitForSelector('.in-colours', { state: 'detached' }) // nothing is shown where it is not
    },
  )

  inBrowser.test('a broken token is named by its faults, and B refuses it', async () => {
    const page = await sample()
    const token = String(await textIn(page))
    await page.fill(TEXT, `Authorization: Bearer ${token.replace('.', '==.').slice(0, -3)}\n`)
    await page.waitForSelector('.bench-summary.refused')
    expect(await page.textContent('.bench-summary')).toContain('Bearer')
    const panel = await page.textContent('.bench-panel')
    expect(panel).toMatch(/padding.*ES256 makes 64/s)
    expect(await act(page, 'check', '.bench-verdict')).toContain('malformed')
    await page.click('#tab-decoded')
    expect(await act(page, 'send', '.bench-verdict')).toContain('Service B answers 401')
  })

  inBrowser.test('a stranger, and nobody, sign what is written, and each is told from the factory', async () => {
    for (const [signer, said] of [
      ['a stranger: a key that nobody knows', 'unknown-key'],
      ['nobody: alg none', 'signature-missing'],
    ] as const) {
      const page = await sample()
      const before = await textIn(page)
      await page.click('#tab-sign')
      await page.click('.bench-panel button.small')
      const at = await page.evaluate(
        `[...document.querySelectorAll('.bench-panel .signature-part option')].find((each) => each.textContent.trim() === ${JSON.stringify(signer)}).value`,
      )
      await page.selectOption('.bench-panel .signature-part select', at)
      await page.click('.bench-panel button.main')
      await page.waitForSelector('#tab-decoded[aria-selected="true"]')
      expect(await textIn(page)).not.toBe(before)
      await page.waitForSelector('.bench-summary')
      expect(await act(page, 'check', '.bench-verdict'), signer).toContain(said)
    }
  })

  inBrowser.test(
    'a token by its name stands in the fields, is signed as the name says, and is refused for what it is',
    async () => {
      const page = await sample()
      await page.click('#tab-sign')
      for (const [name, words, said] of [
        ['exp-30s-ago', 'Different from the good one: iat, exp, nbf.', 'expired'],
        ['kid-unknown', 'Different from the good one: kid.', 'unknown-key'],
        ['forged', 'It is signed by a stranger', 'signature-mismatch'],
        ['alg-none', 'It is signed by nobody', 'signature-missing'],
      ] as const) {
        await page.selectOption('select[name="named"]', name)
        await untilOnPage(page, `document.querySelector('.named-words').textContent.includes(${JSON.stringify(words)})`)
        if (name === 'exp-30s-ago') {
          const { iat, exp } = await inForm(page, 'payload')
          expect(exp - iat).toBe(900)
        }
        await page.click('.bench-panel button.main')
        await page.waitForSelector('#tab-decoded[aria-selected="true"]')
        await page.waitForSelector('.bench-summary')
        expect(await act(page, 'check', '.bench-verdict'), name).toContain(said)
        await page.click('#tab-sign') // the next one is another change of the same good one
      }
      await page.selectOption('select[name="named"]', '')
      await untilOnPage(page, `document.querySelector('.header-part textarea').value.includes('ES256')`)
      expect((await inForm(page, 'payload')).aud).toBe('serviceb')
      await expectOpenToAll(page, 'a token by its name')
    },
  )

  inBrowser.test('a token comes as its name says: two headers are too many for B', async () => {
    const page = await sample()
    await page.click('#tab-sign')
    await page.selectOption('select[name="named"]', 'two-headers')
    await untilOnPage(page, `document.querySelector('.named-words').textContent.includes('“Send” brings it with an')`)
    await page.click('.bench-panel button.main')
    await page.waitForSelector('#tab-decoded[aria-selected="true"]')
    await page.waitForSelector('.bench-summary')
    expect(await act(page, 'send', '.bench-verdict')).toContain('Service B answers 400')
    await page.selectOption('select[name="brought"]', 'no-token')
    await page.click('.bench-panel button.main')
    await untilOnPage(page, `document.querySelector('.bench-verdict')?.textContent.includes('answers 401')`)
    await page.selectOption('select[name="brought"]', 'bearer-in-lower-case')
    await page.click('.bench-panel button.main')
    await untilOnPage(page, `document.querySelector('.bench-verdict')?.textContent.includes('answers 200')`)
  })

  inBrowser.test(
    'what a claim says is text: a script, a mark that turns the direction, 70 kB on one line',
    async () => {
      const page = await stand.open('/bench')
      const claims = {
        sub: '<img src=x onerror="document.title=1">',
        note: 'a\u202eb',
        long: 'x'.repeat(70_000),
        [`${'n'.repeat(500)}`]: 1,
      }
      await page.fill(
        TEXT,
        `${encode({ alg: 'ES256', kid: '</script><script>document.title=1</script>' })}.${encode(claims)}.AAAA`,
      )
      await page.waitForSelector('.bench-summary')
      expect(await page.textContent('.bench-panel')).toContain('<img src=x onerror="document.title=1">')
      expect(await page.evaluate(`document.querySelectorAll('.bench img, .bench script').length`)).toBe(0)
      expect(await page.evaluate('document.title')).toContain('Token bench')
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 720 })
        expect(
          await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
          String(width),
        ).toBeLessThanOrEqual(0)
      }
    },
  )

  inBrowser.test(
    'a token of a client comes to the bench by no address, and is gone from the storage of the tab',
    async () => {
      const page = await stand.open('/clients?client=servicea')
      expect(await page.textContent('.copy code')).toMatch(/curl.*-u "servicea:\$\(cat .*client-secret\)"/s)
      await page.click('button.main')
      await page.waitForSelector('.clients .token')
      await page.click('.clients .card button')
      await page.waitForSelector('.bench-summary')
      expect(page.url()).toBe(`${stand.url}/bench`)
      expect(await page.evaluate('sessionStorage.length')).toBe(0)
      expect(await act(page, 'check', '.bench-verdict')).toContain('The verifier believes it')
    },
  )
})
