import type { Express } from 'express'
import { createApp, sendJson } from '#core/http/app'
import { answerScenario } from './answer-scenario.ts'
import { generateKeys } from './generate-keys.ts'
import { index } from './service-index.ts'
import type { ServiceParts } from './parts.ts'
import { playScenario } from './play-scenario.ts'
import { createVerifiers } from './verifiers.ts'

/** A, B or C: plays the scenarios whose caller it is, and answers its side of all of them. */
export function createService(parts: ServiceParts): Express {
  const verifiers = createVerifiers(parts)
  return createApp(parts, (app) => {
    for (const scenario of parts.scenarios) {
      app.get(`/scenario${scenario.number}`, playScenario(parts, scenario))
      app.get(`/scenario${scenario.number}-server`, answerScenario(parts, scenario, verifiers[scenario.trust]))
    }
    app.post('/gen-keys', generateKeys(parts))
    app.get('/hello', (_request, response) => void response.type('text/plain').send('hello'))
    app.get('/traces/:traceId', (request, response) =>
      sendJson(response, 200, parts.traces.get(request.params.traceId)),
    )
    app.get('/healthz', (_request, response) => sendJson(response, 200, { status: 'ok' }))
    app.get('/', index(parts))
  })
}
