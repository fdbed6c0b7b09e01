import htm from 'htm'
import { h, type VNode } from 'preact'

const htmOf = htm as unknown as typeof htm.default // its types are those of its CommonJS form

/** A piece of a page. */
export type View = VNode

/**
 * Markup with values in it: html`<p>${text}</p>`. Every value is text and is escaped, on the server and in the browser; there
 * is no other way to put one in.
 */
export const html = htmOf.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => View // one root each
