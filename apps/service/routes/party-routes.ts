import { partyNamesAt } from '#core/config/parties'
import { sendJson } from '#core/http/send'
import { route, watchRoute, type Route } from '#core/http/routes'
import type { Traces } from '#core/trace/recorder'
import { asWritten } from '#core/trace/step'
import type { Role } from '#scenarios'

/** What the parties have recorded that this service plays itself: the browser of a person. */
export const partyRoutes = (role: Role, traces: Pick<Traces, 'get'>): Route[] =>
  partyNamesAt(role).map((name) =>
    watchRoute(
      route(`GET /${name}/traces/:traceId`, `what ${asWritten(name)} did in a trace`, (request, response) =>
        sendJson(response, 200, traces.get(String(request.params['traceId']))),
      ),
    ),
  )
