import { shownText } from '../shown-text.ts'
import type { h } from 'preact'

/** As `shownText` knows them, but for what ends a line or begins a column. */
const UNSEEN_RUNS = /(?:(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}])+/gu
const IS_UNSEEN = new RegExp(UNSEEN_RUNS.source, 'u')

/** Marks of direction (Unicode UAX #9 §2): they decide in which order the letters around them are shown. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** In these, text stands alone. */
const TEXT_ALONE = new Set(['option', 'text', 'title', 'tspan'])
/** What somebody writes there, or a script reads, stays as it is. */
const KEPT_AS_IT_IS = new Set(['textarea', 'script'])
/** Attributes that are shown or read out. */
const SHOWN_ATTRIBUTES = ['title', 'aria-label', 'placeholder']

/** Every sign of a text is seen, and none turns it: it needs no marks. */
export const isAllSeen = (text: string): boolean => !IS_UNSEEN.test(text)

/** Of one text, so many places are marked; what is beyond stands there as JSON escapes it. */
const MOST_MARKS = 50

/**
 * Makes elements in which every sign that nobody sees is seen: one that turns the direction of a text (RIGHT-TO-LEFT OVERRIDE), of no
 * width, or a control. It stands there by its number, marked, and can turn nothing.
 */
export const showSigns =
  (make: typeof h): typeof h =>
  (type, props, ...children) => {
    if (typeof type !== 'string' || KEPT_AS_IT_IS.has(type)) return make(type, props, ...children)
    const show = TEXT_ALONE.has(type) ? asPlainText : (text: string) => inPieces(make, text)
    return make(type, shownProps(props), ...children.map((child) => shownIn(child, show)))
  }

function shownIn(child: unknown, show: (text: string) => unknown): unknown {
  if (typeof child === 'string') return IS_UNSEEN.test(child) ? show(child) : child
  return Array.isArray(child) ? child.map((each) => shownIn(each, show)) : child
}

const asPlainText = (text: string) => text.replace(UNSEEN_RUNS, shownText)

function inPieces(make: typeof h, text: string): unknown[] {
  const pieces: unknown[] = []
  let done = 0
  for (const { 0: signs, index } of text.matchAll(UNSEEN_RUNS)) {
    if (pieces.length >= 2 * MOST_MARKS) break
    pieces.push(text.slice(done, index), mark(make, signs))
    done = index + signs.length
  }
  return [...pieces, asPlainText(text.slice(done))]
}

function mark(make: typeof h, signs: string): unknown {
  const [first = ''] = signs
  const more = Array.from(signs.slice(0, 1000)).length - 1
  const title = TURNS.test(signs)
    ? 'a mark that turns the direction of a text: it is shown, and does nothing'
    : 'a sign that nobody sees'
  return make('span', { class: 'odd-sign', title }, `${numberOf(first)}${more > 0 ? ` and ${more} more` : ''}`)
}

/** As Unicode writes it. */
const numberOf = (sign: string) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

function shownProps(props: object | null): object | null {
  const shown = SHOWN_ATTRIBUTES.flatMap((name) => {
    const value: unknown = (props as Record<string, unknown> | null)?.[name]
    return typeof value === 'string' && IS_UNSEEN.test(value) ? [[name, asPlainText(value)] as const] : []
  })
  return shown.length === 0 ? props : { ...props, ...Object.fromEntries(shown) }
}
