import { portsOf } from '#core/config/process-settings'
import { loopbackOf, type PlainQuestion } from '#core/http/ask-plain'
import type { ServiceConfig } from '../config.ts'

type ControlPlace = Pick<PlainQuestion, 'host' | 'port' | 'token'>

/** Where the control planes are that a play asks for something: on the plain ports of this machine. */
export function controlsOfOthers(config: ServiceConfig): {
  factoryControl: ControlPlace
  neighbours: ReturnType<typeof controlPlaceOf>
} {
  const { plain } = portsOf(config)
  return {
    factoryControl: controlPlaceOf(config, plain['jwt-factory']),
    neighbours: controlPlaceOf(config, config.neighboursPort),
  }
}

const controlPlaceOf = ({ host, controlToken }: ServiceConfig, port: number) => ({
  host: loopbackOf(host),
  port,
  token: controlToken,
})
