import { PARTY_PORTS, PARTY_PORT_NAMES, type PartyPortName } from './parties.ts'
import { kinds, setting, type Setting } from './setting.ts'

/** Where the parties that share a process listen: for it, and for whoever goes to them. */
export const partySettings = Object.fromEntries(
  PARTY_PORT_NAMES.map((name) => {
    const { variable, port, about } = PARTY_PORTS[name]
    return [`${name}Port`, setting(variable, kinds.port, String(port), about)]
  }),
) as Record<`${PartyPortName}Port`, Setting<number>> // one entry for each name
