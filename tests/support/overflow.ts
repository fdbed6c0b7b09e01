import { expect } from 'vitest'
import type { Page } from './chromium.ts'

/** A phone, a wall, a projector. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
]

/**
 * What has left its place: a text that is wider than its box, a long one that stands in a column of a few letters, one in a drawing that is
 * wider than the box around it. What scrolls by itself may be as wide as it likes.
 */
const OUT_OF_PLACE = `(() => {
  const nameOf = (one) => one.parentElement.className + ' > ' + one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 40)
  const isOfNobody = '.unseen, .skip, .stacks thead, svg, select, textarea, script'
  const found = [...document.querySelectorAll('body *')].flatMap((one) => {
    const { display, overflowX } = getComputedStyle(one)
    if (!one.checkVisibility() || display === 'inline' || one.closest(isOfNobody)) return []
    const { width, height } = one.getBoundingClientRect()
    const isBeyondItsEdges = one.matches('.ways') // to be scrolled from edge to edge of a phone
    const isWider = !isBeyondItsEdges && overflowX === 'visible' && one.clientWidth > 0 && one.scrollWidth - one.clientWidth > 2
    const isLadder = one.textContent.length > 100 && width < 150 && height > 2 * width
    return isWider ? ['wider: ' + nameOf(one)] : isLadder ? ['a ladder: ' + nameOf(one)] : []
  })
  const drawn = [...document.querySelectorAll(':is(.party, .participant) text')].flatMap((one) => {
    const box = one.parentElement.querySelector('rect').getBoundingClientRect()
    return one.getBoundingClientRect().width > box.width ? ['wider than its box: ' + one.textContent.slice(0, 40)] : []
  })
  const over = document.documentElement.scrollWidth - innerWidth
  return [...(over > 0 ? ['the page, by ' + over] : []), ...found, ...drawn].slice(0, 8)
})()`

/** At no size of a window does a text leave its place. */
export async function expectInPlace(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    expect(await page.evaluate(OUT_OF_PLACE), `${name} at ${size.width}`).toEqual([])
  }
}
