import type { IssuerSide } from '../issuer-side.ts'
import { createAskControl } from './ask-control.ts'
import { openFactorySide, type FactorySideOptions } from './factory-side.ts'
import { openRunPlace, type RunPlaceParts } from './run-place.ts'

/**
 * The side of a factory at which no other run is at work: what one publishes, and how it moves clocks, would be taken for what a target
 * does. What a run that was killed has left there is taken back first.
 * @throws Error that says in one sentence what lacks, or that another run is at work; then nothing is left
 */
export async function openFactoryAlone(
  options: FactorySideOptions,
  { keysFolder, tell }: Pick<RunPlaceParts, 'keysFolder' | 'tell'>,
): Promise<IssuerSide> {
  const { clock, factoryUrl, controlToken } = options
  const ask = createAskControl(factoryUrl, 'jwt-factory', clock, controlToken)
  const askAt = (url: URL) => createAskControl(url, 'the process', clock, controlToken)
  const place = await openRunPlace({ keysFolder, factoryUrl, ask, askAt, clock, tell }).finally(ask.close)
  try {
    const side = await openFactorySide({ ...options, place })
    return { ...side, close: () => side.close().finally(place.close) }
  } catch (error) {
    await place.close()
    throw error
  }
}
