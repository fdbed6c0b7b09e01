import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { patienceOf } from '#core/config/patience'
import { urlSetting, urlsOf } from '#core/config/process-settings'
import { readRegularFile } from '#core/files/regular-file'
import { nobodyListens } from '#core/http/nobody-listens'
import { createPeer } from '#core/http/peer'
import { shownText } from '#core/shown-text'
import { randomId, type TraceContext } from '#core/trace/context'
import { silent } from '#core/trace/recorder'
import type { Step } from '#core/trace/step'
import { collectTokens, type CollectedTokens } from './collect-tokens.ts'
import type { PlayConfig } from './config.ts'
import type { PlayOptions } from './options.ts'

export interface Played {
  status: number
  /** The scenario's answer, without the trace. */
  answer: Record<string, unknown>
  steps: Step[]
  /** Where they were asked for. */
  tokens?: CollectedTokens
}

const START_SANDBOX = ' Start the sandbox in another terminal with "npm start".'

/**
 * Plays a scenario on its caller, over TLS.
 * @param notAsked who is asked for no tokens, for they give no answer
 * @param by what a tool says of itself: it plays for what it measures, and no person does
 * @throws Error that says what to do when the sandbox is not running
 */
export async function play(
  { scenario, query, withTokens }: PlayOptions,
  config: PlayConfig,
  clock: Clock,
  by: Pick<TraceContext, 'byTool'> = {},
  notAsked: readonly string[] = [],
): Promise<Played> {
  const ca = await readRegularFile(join(config.keysFolder, 'tls', 'ca.pem')).catch(() => {
    throw new Error('The sandbox has not run yet: start it in another terminal with "npm start".')
  })
  const { caller, number } = scenario
  const { host } = config
  const url = urlsOf(config)[caller]
  const peer = createPeer({
    name: caller,
    caller: 'jwt-sandbox-play',
    url,
    setting: urlSetting(caller).variable,
    ca,
    host,
    timeoutMilliseconds: patienceOf(config).tool,
    clock,
  })
  const trace = { traceId: randomId(16), parentId: undefined, sampled: false, holdsTokens: withTokens, ...by }
  const path = `/scenario${number}?${new URLSearchParams({ ...query, trace: '1' })}`
  try {
    const { status, body } = await peer.call(
      { method: 'GET', path, expects: 'story' },
      { trace, recorder: silent, deadline: Infinity },
      randomId(8),
    )
    const { trace: steps, ...answer } = Object(body)
    const tokens = withTokens ? { tokens: await collectTokens(trace.traceId, config, clock, notAsked) } : {}
    return { status, answer, steps: Array.isArray(steps) ? steps : [], ...tokens }
  } catch (error) {
    throw new Error(`${shownText(errorText(error))}${nobodyListens(error) ? START_SANDBOX : ''}`, { cause: error })
  } finally {
    await peer.close()
  }
}
