import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { NumberedScenario, Scenario } from './scenario.ts'

export { isRole, ROLES, type Role } from './cast.ts'
export { hopsOf, type Hop } from './hops.ts'
export {
  calleesWithOwnToken,
  EXPIRED,
  NAMED_TOKEN,
  parametersOf,
  takesNamedToken,
  WITHOUT_NAMED_TOKENS,
} from './parameters.ts'
export {
  isJudged,
  type JudgedScenario,
  type NumberedScenario,
  type Received,
  type Scenario,
  type Serve,
  type TrustMode,
} from './scenario.ts'
export type { BrowserAsks, BrowserOfPlay, Seen } from './browser-of-play.ts'
export type {
  Gateway,
  GatewayRefusal,
  PeopleOfPlay,
  PersonRefused,
  PersonTokens,
  RelayExtras,
  RelayParty,
  RelayRights,
  Stage,
} from './stage.ts'

/** The folder of the lessons that come with the sandbox. */
export const SCENARIOS_FOLDER = import.meta.dirname

const FILE_NAME = /^(\d+)-[a-z0-9-]+\.[jt]s$/

/**
 * Finds the scenarios: every file `NN-name.ts` (or `.js`) of these folders is one.
 * @throws Error when two have the same number
 */
export async function loadScenarios(folders: readonly string[] = [SCENARIOS_FOLDER]): Promise<NumberedScenario[]> {
  const found = await Promise.all(folders.map(loadFolder))
  const scenarios = found.flat().sort((a, b) => a.number - b.number)
  const twice = scenarios.find(({ number }, index) => scenarios[index - 1]?.number === number)
  if (twice) throw new Error(`there are two scenarios with the number ${twice.number}`)
  return scenarios
}

async function loadFolder(folder: string): Promise<NumberedScenario[]> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name))
  return Promise.all(
    names.map(async (name) => {
      const module: { default: Scenario } = await import(pathToFileURL(join(folder, name)).href)
      return { ...module.default, number: Number(FILE_NAME.exec(name)?.[1]) }
    }),
  )
}
