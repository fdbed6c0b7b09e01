import { expect } from 'vitest'
import type { Page } from './chromium.ts'

/** Of radio buttons one is reached, and arrow keys go on from there; so it is with tabs. */
const TO_REACH = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !(one.type === 'radio' && !one.checked))`

const NAME = `(one) => [one.tagName, one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)].join(' ')`

/**
 * Writes down what the keyboard is on, each time before it goes on: all is drawn by then, and nobody has to ask after each press. A field may
 * have its sign around it, a step has its row.
 */
const NOTE_STOPS = `
  window.stops = []
  const note = () => {
    const one = document.activeElement
    if (!one || one === document.body) return
    const { top, bottom } = one.getBoundingClientRect()
    const outlines = [one, one.parentElement, one.parentElement.parentElement].map((each) => getComputedStyle(each))
    const hasSign = outlines.some(({ outlineStyle, outlineWidth }) => outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2) ||
      (one.matches('.row') && parseFloat(getComputedStyle(one.querySelector('.ground')).strokeWidth) >= 2)
    window.stops.push({ one, isWrong: !hasSign || bottom <= 0 || top >= innerHeight })
  }
  addEventListener('keydown', ({ key }) => key === 'Tab' && note(), true)`

interface Stop {
  what: string
  /** It is out of sight, or has no sign. */
  isWrong: boolean
}

/** From the beginning of the page, until there is no more. @returns where Tab was, and where it should have been */
export async function tabThrough(page: Page): Promise<{ stops: Stop[]; wanted: string[] }> {
  await page.evaluate(NOTE_STOPS)
  const count: number = await page.evaluate(`${TO_REACH}.length`)
  await Promise.all(Array.from({ length: count + 1 }, () => page.keyboard.press('Tab'))) // they come one after the other, and none waits here
  expect(await page.evaluate(`document.activeElement === document.body`), 'nobody gets out').toBe(true)
  // Both are named at one moment: the bar at the top has a clock in it.
  return page.evaluate(`(() => {
    const nameOf = ${NAME}
    return { stops: stops.map(({ one, isWrong }) => ({ what: nameOf(one), isWrong })), wanted: ${TO_REACH}.map(nameOf) }
  })()`)
}

/**
 * Where the eye would have to go back from one stop to the next: up in a column, or to the left in a line. On a phone there is one column.
 * What a frame scrolls counts as far as the frame shows it.
 */
export const GOES_BACK = `(() => {
  const seen = (one) => {
    let { top, bottom, left, right } = one.getBoundingClientRect()
    for (let frame = one.parentElement; frame; frame = frame.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(frame)
      const box = frame.getBoundingClientRect()
      const within = (value, from, to) => Math.min(Math.max(value, from), to)
      if (overflowY !== 'visible') [top, bottom] = [top, bottom].map((value) => within(value, box.top, box.bottom))
      if (overflowX !== 'visible') [left, right] = [left, right].map((value) => within(value, box.left, box.right))
    }
    return { one, top, bottom, left, right }
  }
  const nameOf = ${NAME}
  return ${TO_REACH}.filter((one) => !one.matches('.skip')).map(seen).flatMap((next, at, all) => {
    const before = all[at - 1]
    if (!before) return []
    const isUp = next.bottom < before.top
    const isSameColumn = innerWidth < 500 || (next.left < before.right && before.left < next.right)
    const isBackInLine = next.top < before.bottom && before.top < next.bottom && next.right < before.left
    return (isUp && isSameColumn) || isBackInLine ? [nameOf(before.one) + ' → ' + nameOf(next.one)] : []
  })
})()`

/** Presses Tab as often as it takes until the keyboard is there: it goes on behind the last, too. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  const wanted = JSON.stringify(selector)
  const presses: number = await page.evaluate(`(() => {
    const all = ${TO_REACH}
    const here = all.indexOf(document.activeElement)
    const next = all.findIndex((one, at) => at > here && one.matches(${wanted}))
    return next >= 0 ? next - here : all.length - here + 1 + all.findIndex((one) => one.matches(${wanted}))
  })()`)
  await Promise.all(Array.from({ length: presses }, () => page.keyboard.press('Tab')))
  expect(await page.evaluate(`document.activeElement.matches(${wanted})`), `Tab reaches ${selector}`).toBe(true)
}
