import type { OwnAnswer } from '#core/http/forward/own-answer'
import { adminAnswer } from '../admin/admin.ts'

const USUAL_SIZE = 100
const LARGEST_SIZE = 1000

/** One page of a list, and where the next one is (KJ-8): `{data, next, offset}`. */
export function pageOf(all: readonly unknown[], query: URLSearchParams, path: string): OwnAnswer {
  const wanted = query.get('size') ?? String(USUAL_SIZE)
  const size = Number(wanted)
  if (!/^\d{1,4}$/.test(wanted) || size < 1 || size > LARGEST_SIZE)
    return adminAnswer(400, {
      code: 10,
      name: 'invalid size',
      message: `size must be an integer between 1 and ${LARGEST_SIZE}`,
    })
  const offset = query.get('offset')
  const start = offset === null ? 0 : startIn(offset)
  if (start === undefined || start > all.length)
    return adminAnswer(400, { code: 7, name: 'invalid offset', message: 'Invalid offset' })
  const end = start + size
  const data = all.slice(start, end)
  if (end >= all.length) return adminAnswer(200, { data, next: null })
  const next = Buffer.from(String(end)).toString('base64url')
  const sized = query.has('size') ? `&size=${size}` : ''
  return adminAnswer(200, { data, next: `${path}?offset=${next}${sized}`, offset: next })
}

function startIn(offset: string): number | undefined {
  const text = Buffer.from(offset.slice(0, 20), 'base64url').toString()
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
