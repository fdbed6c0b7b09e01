import { Problem } from '#core/http/problem'
import { createInterruption } from '../../probe/interruption.ts'
import type { TokenMatrix } from '../../probe/matrix/token-matrix.ts'
import type { LabMatrix } from '../pages/attack-lab/lab-state.ts'
import type { LabRunner } from './lab-runner.ts'

/** The matrix of tokens and doors: one is made at a time, and whoever looks sees how far it has come. */
export interface MatrixDesk {
  /** Makes one; whoever asks meanwhile gets the same. @throws Problem */
  make(): Promise<TokenMatrix>
  /** The last one, with all that is known of it so far; undefined before the first. */
  look(): LabMatrix | undefined
  /** Ends the one that is being made: what was shown until then is told. @throws Problem when none is */
  stop(): void
}

export function createMatrixDesk({ matrix }: Pick<LabRunner, 'matrix'>): MatrixDesk {
  let making: Promise<TokenMatrix> | undefined
  let last: LabMatrix | undefined
  let soFar: (() => TokenMatrix) | undefined
  let endNow: (() => void) | undefined

  async function makeOne(): Promise<TokenMatrix> {
    const { promise, resolve } = Promise.withResolvers<void>()
    endNow = resolve
    soFar = undefined
    last = { isGoing: true, words: BEGINS }
    try {
      const made = await matrix({
        stop: createInterruption(promise, STOPPED_HERE),
        onBegun: (tell) => (soFar = tell),
        onProgress: (words) => (last = { isGoing: true, words }),
      })
      last = { isGoing: false, words: '', matrix: made }
      return made
    } catch (error) {
      last = { isGoing: false, words: '', trouble: error instanceof Problem ? error.message : NOT_MADE }
      throw error
    } finally {
      making = undefined
    }
  }

  return {
    make: () => (making ??= makeOne()),
    look() {
      const known = last?.isGoing === true ? soFar?.() : undefined
      return last && known && known.tokens.length > 0 ? { ...last, matrix: known } : last
    },
    stop() {
      if (!making) throw new Problem('not-found', 'No matrix is being made.')
      endNow?.()
    },
  }
}

const BEGINS = 'plays every scenario, and shows each token at each door'
const STOPPED_HERE = 'Somebody stopped it.'
const NOT_MADE = 'The matrix could not be made: is the whole sandbox running?'
