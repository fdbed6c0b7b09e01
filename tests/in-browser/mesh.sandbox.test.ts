import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'

const says = (selector: string, words: string) =>
  `document.querySelector('${selector}')?.textContent.includes('${words}')`

const policy = (spec: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: mine, namespace: default}\nspec: ${spec}\n`

inBrowser.describe('the page of the mesh, in a browser', () => {
  const stand = openStand()

  inBrowser.test(
    'decides about a line, follows the policies as they are typed, and says which branch decided',
    async () => {
      const page = await stand.open('/mesh')
      expect(await page.textContent('.mesh-workloads')).toContain('cluster.local/ns/default/sa/webui')
      await page.click('.mesh-lines button:has-text("/data →")')
      await untilOnPage(page, says('.mesh-decided', 'denied'))
      await untilOnPage(page, says('.mesh-sent', 'answered 403 RBAC: access denied'))
      // On a projector whoever presses a line sees what came of it, without scrolling.
      const bottom = `document.querySelector('.mesh-decided').getBoundingClientRect().bottom <= innerHeight`
      expect(await page.evaluate(bottom)).toBe(true)
      await page.selectOption('.mesh-question select >> nth=2', 'alice')
      await page.click('.mesh-question button')
      await untilOnPage(page, says('.mesh-decided li.deciding', 'allow-webui-to-backend'))
      expect(await page.evaluate(bottom)).toBe(true)
      expect(await page.evaluate(`document.activeElement.getBoundingClientRect().bottom <= innerHeight`)).toBe(true)
      await untilOnPage(page, says('.mesh-sent', 'answered 200, its data'))
      await page.fill('.mesh-page textarea', 'kind: AuthorizationPolicie')
      await untilOnPage(page, says('.mesh-found', 'did you mean AuthorizationPolicy'))
      await page.click('.mesh-question button')
      await untilOnPage(page, says('.mesh-trouble', 'No mesh would take these policies'))
      await page.selectOption('.mesh-policies select', 'caller')
      await untilOnPage(page, says('.mesh-found', 'nothing'))
      expect(await page.evaluate("document.querySelector('.mesh-page textarea').value")).not.toContain(
        'requestPrincipals',
      )
    },
  )

  inBrowser.test('on a phone what came of a press is seen, and what was pressed stays in sight', async () => {
    const page = await stand.open('/mesh', { width: 390, height: 844 })
    const isSeen = `(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.querySelector('.mesh-verdict').getBoundingClientRect())`
    for (const [user, words] of [
      ['alice', 'allowed'],
      ['nobody', 'denied'],
    ] as const) {
      await page.selectOption('.mesh-question select >> nth=2', user)
      await page.evaluate(`document.querySelector('.mesh-question button').scrollIntoView({ block: 'start' })`)
      await page.click('.mesh-question button')
      await untilOnPage(page, says('.mesh-verdict', words))
      await untilOnPage(page, isSeen)
      await untilOnPage(page, `document.activeElement.getBoundingClientRect().bottom > 0`)
    }
  })

  inBrowser.test('lets the sidecars enforce what is edited, follows it, and goes back', async () => {
    const page = await stand.open('/mesh')
    const line = '.mesh-lines button:has-text("/data2 →")'
    const editor = '.mesh-page textarea'
    await page.fill(editor, policy('{rules: [{}]}'))
    await page.click(line)
    await untilOnPage(page, says('.mesh-sent', 'enforces other policies'))
    await page.click('.mesh-live button:has-text("Enforce these")')
    await untilOnPage(page, says('.mesh-live', 'enforce these policies, and follow what you edit'))
    await page.click(line)
    await untilOnPage(page, says('.mesh-sent', 'enforces these policies live. It answered 200, its data'))
    await page.fill(editor, policy('{action: DENY, rules: [{to: [{operation: {paths: [/data2]}}]}]}'))
    await untilOnPage(page, says('.mesh-live', 'enforce these policies, and follow'))
    await page.click(line)
    await untilOnPage(page, says('.mesh-sent', 'answered 403 RBAC: access denied'))
    await page.fill(editor, 'kind: AuthorizationPolicie')
    await untilOnPage(page, says('.mesh-live', 'the last policies of this page that had no error'))
    await page.click('.mesh-live button:has-text("Back to the walk")')
    await untilOnPage(page, says('.mesh-live', 'enforce the end of the walk'))
  })
})
