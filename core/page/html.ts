import htm from 'htm'
import { h, type VNode } from 'preact'
import { showSigns } from './show-signs.ts'

const htmOf = htm as unknown as typeof htm.default // its types are those of its CommonJS form

/** A piece of a page. */
export type View = VNode

/**
 * Markup with values in it: html`<p>${text}</p>`. Every value is text and is escaped, on the server and in the browser; there
 * is no other way to put one in. A sign in it that nobody sees, or that would turn the text around it, is shown by its number.
 */
export const html = htmOf.bind(showSigns(h)) as (strings: TemplateStringsArray, ...values: unknown[]) => View // one root each
