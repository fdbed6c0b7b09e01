import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'

const says = (selector: string, words: string) =>
  `document.querySelector('${selector}')?.textContent.includes('${words}')`

inBrowser.describe('the page of the mesh, in a browser', () => {
  const stand = openStand()

  inBrowser.test(
    'decides about a line, follows the policies as they are typed, and says which branch decided',
    async () => {
      const page = await stand.open('/mesh')
      await page.click('.mesh-lines button:has-text("/data →")')
      await untilOnPage(page, says('.mesh-decided', 'denied'))
      await untilOnPage(page, says('.mesh-sent', 'answered 403 RBAC: access denied'))
      // On a projector whoever presses a line sees what came of it, without scrolling.
      const bottom = `document.querySelector('.mesh-decided').getBoundingClientRect().bottom <= innerHeight`
      expect(await page.evaluate(bottom)).toBe(true)
      await page.selectOption('.mesh-question select >> nth=2', 'alice')
      await page.click('.mesh-question button')
      await untilOnPage(page, says('.mesh-decided li.deciding', 'allow-webui-to-backend'))
      await untilOnPage(page, says('.mesh-sent', 'answered 200, its data'))
      await page.fill('.mesh-page textarea', 'kind: AuthorizationPolicie')
      await untilOnPage(page, says('.mesh-found', 'did you mean AuthorizationPolicy'))
      await page.click('.mesh-question button')
      await untilOnPage(page, says('.mesh-trouble', 'No mesh would take these policies'))
      await page.selectOption('.mesh-page select >> nth=0', 'caller')
      await untilOnPage(page, says('.mesh-found', 'nothing'))
      expect(await page.evaluate("document.querySelector('.mesh-page textarea').value")).not.toContain(
        'requestPrincipals',
      )
    },
  )
})
