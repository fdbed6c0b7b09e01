import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { ProxyState } from './open-proxy.ts'

/** `/healthz`: 200 when all can do their work, 503 when one cannot; and what each has to say. No key, path or address is in it. */
export function healthAnswer(states: Readonly<Record<string, ProxyState>>): OwnAnswer {
  const isReady = Object.values(states).every((state) => state.isReady)
  const body = {
    status: isReady ? 'ok' : 'degraded',
    ...Object.fromEntries(
      Object.entries(states).map(([name, { isReady, detail }]) => [name, { ready: isReady, ...detail }]),
    ),
  }
  return {
    status: isReady ? 200 : 503,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(body, undefined, 2)}\n`,
  }
}
