import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Page } from './chromium.ts'
import { PROJECT } from './project-files.ts'

const AXE = join(PROJECT, 'tests/browser/node_modules/axe-core/axe.min.js')

/** The last is that at which pages are looked at in all other ways. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
]

/** A theme is colours and nothing else: all other rules were looked at in light. */
const ONLY_COLOURS = `, runOnly: ['color-contrast']`

interface Violation {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

/** @throws what keeps people out of the page as it is now, in both themes */
export async function expectOpenToAll(page: Page, name: string): Promise<void> {
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(await readFile(AXE, 'utf8'))
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const only = colorScheme === 'dark' ? ONLY_COLOURS : ''
    const { violations }: { violations: Violation[] } = await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'], preload: false, iframes: false${only} })`,
    )
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const told = serious.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
    expect(told, `${name} ${colorScheme}`).toEqual([])
  }
}

/** Neither the page nor a table on it is wider: nobody has to look for a button at the side. */
export async function expectAsWideAsWindow(page: Page, name: string): Promise<void> {
  const wider = `Math.max(document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll('.table-frame')].map((one) => one.scrollWidth - one.clientWidth))`
  for (const size of SIZES) {
    await page.setViewportSize(size)
    expect(await page.evaluate(wider), `${name} at ${size.width}`).toBeLessThanOrEqual(0)
  }
}
