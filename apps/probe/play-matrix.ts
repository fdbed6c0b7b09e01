import type { Clock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import { shownText } from '#core/shown-text'
import type { Terminal } from '#core/process/terminal'
import { loadScenarios } from '#scenarios'
import type { Stop } from './matrix/each-of.ts'
import { matrixSettings, runMatrix } from './matrix/run-matrix.ts'
import type { TokenMatrix } from './matrix/token-matrix.ts'

/** What a run of the matrix is handed by the command. */
export interface MatrixCall {
  readonly env: Environment
  readonly clock: Clock
  readonly terminal: Terminal
  /** The person wants no more of it: what was found until then is told. */
  readonly stop?: Stop
}

/**
 * Plays every scenario of the running sandbox, and shows each token at each door.
 * @throws Error that says what to do where nothing could be played
 */
export async function playMatrix({ env, clock, terminal, stop }: MatrixCall): Promise<TokenMatrix> {
  const config = readConfig(matrixSettings, env)
  const scenarios = await loadScenarios()
  terminal.progress(`plays ${scenarios.length} scenarios, and shows each token at each door`)
  const matrix = await runMatrix({
    config,
    clock,
    scenarios,
    onProgress: terminal.progress,
    ...(stop && { stop }),
  }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Error(NOT_RUN_YET)
    throw error
  })
  if (matrix.tokens.length > 0 || matrix.stopped !== undefined) return matrix
  const [why] = [...matrix.silent, ...matrix.missing]
  throw new Error(`No scenario could be played${why === undefined ? '.' : `: ${shownText(why)}`}`)
}

const NOT_RUN_YET = 'The sandbox has not run yet: start it in another terminal with "npm start".'
