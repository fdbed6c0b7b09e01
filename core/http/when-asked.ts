import type { RequestListener } from 'node:http'
import type { Control } from '../control/control.ts'
import { routeName, type Route } from './routes.ts'

/** What answers requests is composed for the first of them: in a test, whose tokens are made by call, there may be none. */
export function whenAsked<Parts extends { control: Pick<Control, 'watch'> }>(
  parts: Parts,
  routes: readonly Route[],
  compose: (parts: Parts, routes: readonly Route[]) => RequestListener,
): RequestListener {
  for (const one of routes) if (!one.isControl) parts.control.watch(routeName(one)) // faults may be set before
  let listener: RequestListener | undefined
  return (request, response) => (listener ??= compose(parts, routes))(request, response)
}
