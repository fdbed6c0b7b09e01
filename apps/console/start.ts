import { randomUUID } from 'node:crypto'
import { isGuest } from '#core/config/guest-services'
import { portsOf, urlsOf, whereSetting } from '#core/config/process-settings'
import type { PeerName } from '#core/config/processes'
import { createControl } from '#core/control/control'
import { loopbackOf, openPlainConnections } from '#core/http/ask-plain'
import { openGuests } from '#core/http/guest-trust'
import { createGuard } from '#core/http/guard'
import { openPlainPort } from '#core/http/listen'
import { createLog } from '#core/log'
import { announce } from '#core/process/announce'
import type { Frame } from '#core/process/run-process'
import { createTraces } from '#core/trace/recorder'
import type { NumberedScenario } from '#scenarios'
import type { ConsoleConfig } from './config.ts'
import { createConsole } from './console.ts'
import { watchHouse } from './live/house.ts'
import { createAsk } from './live/ask.ts'
import { createLateLabDesk } from './attack-lab/late-lab-desk.ts'
import { createWorkshop } from './workshop/workshop-desk.ts'
import { createPlays } from './plays/plays.ts'
import { createTokenSender } from './plays/send-token.ts'

export interface ConsoleStart extends Frame<ConsoleConfig> {
  scenarios: readonly NumberedScenario[]
}

/** Takes its port, and begins to watch the other processes: it survives whatever they do. */
export async function startConsole({ config, clock, logFormat, write, scenarios, untilAllReach }: ConsoleStart) {
  const port = await openPlainPort({ ...config, clock })
  await untilAllReach?.('ports')
  await untilAllReach?.('folder')
  const log = createLog({ name: 'console', level: config.logLevel, format: logFormat, clock, write })
  const connections = openPlainConnections()
  const guests = await openGuests(config)
  const isYours = (name: string) => isGuest(config, name)
  const at = { host: loopbackOf(config.host), ports: portsOf(config).plain, isYours, clock, token: config.controlToken }
  const ask = createAsk({ ...at, connections })
  const urls = urlsOf(config)
  const settingOf = (name: PeerName) => whereSetting(config, name)
  const sendToken = createTokenSender({ ...config, urls, settingOf, guests, clock })
  const plays = createPlays({ ask, sendToken, clock, scenarios })
  const house = watchHouse(at, (_name, event) => void (event.event === 'play' && plays.heard(event.data)))
  const guard = createGuard({ ...config, urls: Object.values(urls) })
  const frame = { name: 'console', log, guard, machine: clock, traces: createTraces('console', clock) }
  const control = createControl({ machine: clock, isOn: false })
  const lab = createLateLabDesk({ config, clock, scenarios, log })
  const { app, close } = createConsole({
    ...frame,
    control,
    config,
    scenarios,
    ask,
    house,
    plays,
    lab,
    workshop: createWorkshop({ clock, order: 'free' }),
    pageToken: randomUUID(),
  })
  port.serve(app)
  announce(log, config.host, port)
  return {
    port: port.port,
    async close() {
      house.close()
      close()
      connections.close()
      await lab.close()
      await port.close()
    },
  }
}
