import { waitingClock } from '#core/clock'
import { isGuest } from '#core/config/guest-services'
import { readConfig } from '#core/config/read-config'
import type { ControlledName } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { createControl } from '#core/control/control'
import { createGuard } from '#core/http/guard'
import { Problem } from '#core/http/problem'
import type { PeerAnswer } from '#core/http/peer'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { loadScenarios } from '#scenarios'
import { consoleSettings } from './config.ts'
import { allowConsole } from './api/allow-changes.ts'
import { createConsole } from './console.ts'
import { createLabDesk } from './attack-lab/create-lab-desk.ts'
import type { LabRunner } from './attack-lab/lab-runner.ts'
import type { Asked, ProcessQuestion } from './live/ask.ts'
import { createWorkshop } from './workshop/workshop-desk.ts'
import { createPlays } from './plays/plays.ts'
import type { SentQuestion } from './plays/send-token.ts'
import request from '../../tests/support/request.ts'

const START = '2026-02-03T10:00:00.000Z'
const PAGE_TOKEN = 'the-token-of-the-page'

export interface TestConsoleOptions {
  env?: Environment
  /** What the processes answer; one that answers nothing is down. */
  answer?: (name: ControlledName, question: ProcessQuestion) => Asked | Promise<Asked> | undefined
  /** What a service answers to a token. */
  serve?: (question: SentQuestion) => PeerAnswer
  /** What runs the cases of the attack lab. */
  runner?: LabRunner
}

const nobodyRuns = async () => {
  throw new Problem('peer-unreachable', 'jwt-factory cannot be reached.')
}

/** A console for route tests: no port, no network, a clock that stands still. */
export async function openScriptedConsole({
  env = {},
  answer = () => undefined,
  serve,
  runner = { begin: nobodyRuns, withWorld: nobodyRuns, matrix: nobodyRuns, discover: nobodyRuns },
}: TestConsoleOptions = {}) {
  const clock = waitingClock(START)
  const config = readConfig(consoleSettings, env)
  const scenarios = await loadScenarios()
  const logs: string[] = []
  const asked: { name: ControlledName; question: ProcessQuestion }[] = []
  const ask = async (name: ControlledName, question: ProcessQuestion) => {
    asked.push({ name, question })
    const given = await answer(name, question)
    if (!given) throw new Problem('peer-unreachable', `${name} cannot be reached.`)
    return given
  }
  const sendToken = async (question: SentQuestion) => {
    if (!serve) throw new Problem('peer-unreachable', `${question.to} cannot be reached.`)
    return serve(question)
  }
  const log = createLog({ name: 'console', level: 'debug', format: 'json', clock, write: (line) => logs.push(line) })
  const { app, routes, close } = createConsole({
    name: 'console',
    log,
    lab: createLabDesk({ runner, log }),
    workshop: createWorkshop({ clock, order: 'free' }),
    guard: createGuard({ ...config, urls: [] }),
    machine: clock,
    traces: createTraces('console', clock),
    control: createControl({ machine: clock, isOn: false }),
    config,
    scenarios,
    ask,
    house: { state: () => [], onChange: () => () => {}, close: () => {} },
    plays: createPlays({
      ask,
      sendToken,
      clock,
      scenarios,
      patience: 20_000,
      isYours: (name) => isGuest(config, name),
    }),
    pageToken: PAGE_TOKEN,
    access: allowConsole({ pageToken: PAGE_TOKEN, controlToken: config.controlToken }),
  })
  const http = request(app)
  return {
    app,
    routes,
    http,
    logs,
    asked,
    close,
    clock,
    pageToken: PAGE_TOKEN,
    /** As a page of the console asks. */
    post: (path: string, body: object) => http.post(path).set('x-page-token', PAGE_TOKEN).send(body),
  }
}
