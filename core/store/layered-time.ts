import type { Clock } from '../clock.ts'
import { perGeneration, type Layer } from './layered-store.ts'
import { sureTime } from './sure-time.ts'

/** A layer with the time by which something may be forgotten for good, there and below. */
export interface TimedLayer extends Layer {
  sureNow(): number
}

/**
 * While the layer is on, the sure time follows the clock that was moved, from what it was moved to; it goes with the layer.
 * What lies below goes on by the machine's: it has not heard of the other one, which may have gone back by a year.
 */
export function layeredSureTime(machine: Clock, clock: Clock, layer: Layer): () => number {
  const below = sureTime(machine)
  const onTop = perGeneration(layer, () => sureTime(clock))
  return () => (layer.isOn ? onTop()() : below())
}
