import type { Route } from '#core/http/routes'
import { peopleRoutes } from '../people.ts'
import type { ComposedPeople } from '../compose-people.ts'
import type { PeopleRoutesParts } from '../people-parts.ts'
import type { PeopleWatch } from '../telemetry/people-watch.ts'
import { LOG_PATH, watchPeople } from '../telemetry/watch-people.ts'
import type { LatePeople } from './late-people.ts'

/**
 * The routes of people at the factory, each of which is watched by itself, so that no other request of the factory pays for it, and opens
 * people first. The end of the log does not: it is what says why people cannot be opened.
 */
export function watchedRoutes(
  parts: PeopleRoutesParts,
  composed: ComposedPeople,
  watch: PeopleWatch,
  { opening }: Pick<LatePeople, 'opening'>,
): Route[] {
  const watched = watchPeople({ ...parts, watch }, () => routes)
  const routes = peopleRoutes(parts, watched, composed)
  const watchers = watched.handlers()
  const { guardsMetrics } = parts.config.telemetry
  const needsPeople = ({ paths }: Route) => guardsMetrics || !paths.includes(LOG_PATH)
  return routes
    .flatMap((one) => (needsPeople(one) ? opening([one]) : [one]))
    .map((one): Route => ({ ...one, watchers }))
}
