import { z } from 'zod'
import { KONG_LIMIT_BY, type KongRateLimiting } from '#core/access/kong-rate-identifier'
import { RATE_WINDOW_NAMES } from '#core/access/rate-limits'
import { fieldName, integerWithin, keyBlock, maybeKey, oneWord, someText, trueOrFalse } from '#core/config/file-kinds'

const requestCount = maybeKey(integerWithin(1, 1_000_000_000))

/** `config` of the rate-limiting plugin, with its defaults. */
export const rateBlock = keyBlock({
  second: requestCount,
  minute: requestCount,
  hour: requestCount,
  day: requestCount,
  month: requestCount,
  year: requestCount,
  limit_by: maybeKey(oneWord(KONG_LIMIT_BY)),
  header_name: maybeKey(fieldName),
  path: maybeKey(someText.regex(/^\//, 'is not a path: it begins with /')),
  policy: maybeKey(z.literal('local', 'is not local: here each gateway counts for itself, in memory')),
  hide_client_headers: maybeKey(trueOrFalse),
  error_code: maybeKey(integerWithin(400, 599)),
  error_message: maybeKey(someText),
}).transform((given, context): KongRateLimiting => {
  const say = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  const windows = RATE_WINDOW_NAMES.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]] as const]))
  if (windows.length === 0) say([], `needs a limit: ${RATE_WINDOW_NAMES.join(', ')}`)
  for (const [at, [name, limit]] of windows.entries()) {
    const [shorter, less] = windows[at - 1] ?? [undefined, 0]
    if (limit < less) say([name], `is lower than that of ${shorter}`)
  }
  if (given.limit_by === 'header' && !given.header_name) say(['header_name'], 'is missing: limit_by is header')
  if (given.limit_by === 'path' && !given.path) say(['path'], 'is missing: limit_by is path')
  return {
    limits: Object.fromEntries(windows),
    limitBy: given.limit_by ?? 'consumer',
    ...(given.header_name !== undefined && { headerName: given.header_name }),
    ...(given.path !== undefined && { path: given.path }),
    hideClientHeaders: given.hide_client_headers ?? false,
    ...(given.error_code !== undefined && { errorCode: given.error_code }),
    ...(given.error_message !== undefined && { errorMessage: given.error_message }),
  }
})
