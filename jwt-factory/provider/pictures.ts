import type { RequestHandler } from 'express'
import { Problem } from '#core/http/problem'

const INITIALS = /^[\p{L}\p{N}]{1,2}$/u

/** One or two letters of a name, for whoever has no picture. */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  const letters = ends.map((word) => Array.from(word ?? '', (letter) => letter.toUpperCase())[0] ?? '').join('')
  return INITIALS.test(letters) ? letters : 'X'
}

export const picturePath = (initials: string): string => `/pictures/${encodeURIComponent(initials)}.svg`

/** So many colours, on each of which white letters can be read (WCAG 2.2 §1.4.3). */
const COLOURS = ['#1f5f8b', '#7a3e9d', '#9c3d1e', '#2f6b3c', '#8a2f5f', '#4a4f9c', '#6b5a1e', '#1e6b6b']

/**
 * A picture for somebody who has none: their initials. Its address says no more than it shows, so nobody learns by it who is in the
 * directory; and pages of other origins may show it.
 */
export const sendPicture: RequestHandler = (request, response) => {
  const name = String(request.params['file'])
  const initials = name.endsWith('.svg') ? name.slice(0, -'.svg'.length) : ''
  if (!INITIALS.test(initials)) throw new Problem('not-found', 'There is no such picture.')
  response.setHeader('content-type', 'image/svg+xml; charset=utf-8')
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cross-origin-resource-policy', 'cross-origin')
  response.setHeader('cache-control', 'public, max-age=86400')
  response.end(pictureWith(initials))
}

/** Letters and digits alone stand in it: there is nothing to escape. */
function pictureWith(initials: string): string {
  const [first = 0, second = 0] = Array.from(initials, (letter) => letter.codePointAt(0) ?? 0)
  const colour = COLOURS[(first * 31 + second) % COLOURS.length]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">` +
    `<rect width="96" height="96" fill="${colour}"/>` +
    `<text x="48" y="49" fill="#fff" font-family="system-ui, sans-serif" font-size="40" text-anchor="middle" dominant-baseline="central">${initials}</text></svg>`
  )
}
