import { randomUUID } from 'node:crypto'
import type { Clock } from '#core/clock'
import { isGuest } from '#core/config/guest-services'
import { patienceOf } from '#core/config/patience'
import { portsOf, urlsOf, whereSetting } from '#core/config/process-settings'
import type { PeerName } from '#core/config/processes'
import { createControl } from '#core/control/control'
import { loopbackOf, openPlainConnections } from '#core/http/ask-plain'
import { createGuard, type Guard } from '#core/http/guard'
import { openGuests } from '#core/http/guest-trust'
import type { Log } from '#core/log'
import type { Pages } from '#core/page/pages'
import { createTraces } from '#core/trace/recorder'
import type { NumberedScenario } from '#scenarios'
import { allowConsole, type ConsoleAccess, type ConsoleSecrets } from './api/allow-changes.ts'
import { createLateLabDesk } from './attack-lab/late-lab-desk.ts'
import type { LabDesk } from './attack-lab/lab-desk.ts'
import type { ConsoleConfig } from './config.ts'
import { createConsole } from './console.ts'
import type { RunningConsole } from './console-parts.ts'
import { createAsk } from './live/ask.ts'
import { watchHouse } from './live/house.ts'
import { createPlays } from './plays/plays.ts'
import { createTokenSender } from './plays/send-token.ts'
import { createWorkshop, type WorkshopDesk } from './workshop/workshop-desk.ts'

export interface ConsoleComposition {
  /** Where its sandbox is. */
  config: ConsoleConfig
  clock: Clock
  scenarios: readonly NumberedScenario[]
  log: Log
  /** By which names it is called; absent: as its configuration says. */
  guard?: Guard
  /** Who may do what; absent: as on one's own machine ({@link allowConsole}). */
  access?: (secrets: ConsoleSecrets) => ConsoleAccess
  /** What the attack lab may do; absent: all that it can. */
  limitLab?: (lab: LabDesk) => LabDesk
  /** Throws a Problem for policies that its mesh may not be given; absent: it may be given all. */
  checkPolicies?: (policies: string) => void
  checkLength?: (policies: string) => void
  /** The workshop of its person, which may be older than the console; absent: a new one, with all steps open. */
  workshop?: WorkshopDesk
  /** Pages that several consoles share; absent: its own. */
  pages?: Pages
  mostPages?: number
  /** How many plays are kept, and in how many bytes; absent: as on one's own machine. */
  keptPlays?: { plays: number; bytes: number }
}

/** A console without a port: whoever has one hands it the requests. It watches its sandbox until it is closed. */
export async function composeConsole(composition: ConsoleComposition): Promise<RunningConsole> {
  const {
    config,
    clock,
    scenarios,
    log,
    access = allowConsole,
    limitLab = (lab) => lab,
    pages,
    mostPages,
  } = composition
  const connections = openPlainConnections()
  const guests = await openGuests(config)
  const isYours = (name: string) => isGuest(config, name)
  const at = { host: loopbackOf(config.host), ports: portsOf(config).plain, isYours, clock, token: config.controlToken }
  const ask = createAsk({ ...at, connections })
  const urls = urlsOf(config)
  const settingOf = (name: PeerName) => whereSetting(config, name)
  const sendToken = createTokenSender({ ...config, urls, settingOf, guests, clock })
  const patience = patienceOf(config).tool
  const plays = createPlays({ ask, sendToken, clock, scenarios, patience, isYours, limits: composition.keptPlays })
  const house = watchHouse(at, (_name, event) => void (event.event === 'play' && plays.heard(event.data)))
  const guard = composition.guard ?? createGuard({ ...config, urls: Object.values(urls) })
  const lab = limitLab(createLateLabDesk({ config, clock, scenarios, log }))
  const pageToken = randomUUID()
  const { app, routes, close } = createConsole({
    name: 'console',
    log,
    guard,
    machine: clock,
    traces: createTraces('console', clock),
    control: createControl({ machine: clock, isOn: false }),
    config,
    scenarios,
    ask,
    house,
    plays,
    lab,
    workshop: composition.workshop ?? createWorkshop({ clock, order: 'free' }),
    pageToken,
    access: access({ pageToken, controlToken: config.controlToken }),
    checkPolicies: composition.checkPolicies,
    checkLength: composition.checkLength,
    ...(pages && { pages }),
    ...(mostPages !== undefined && { mostPages }),
  })
  return {
    app,
    routes,
    async close() {
      house.close()
      close()
      connections.close()
      await lab.close()
    },
  }
}
