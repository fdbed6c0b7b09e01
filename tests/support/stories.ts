import { systemClock } from '#core/clock'
import { PARTY_PORT_NAMES, PARTY_PORTS } from '#core/config/parties'
import { CONTROLLED_NAMES, rowOf } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import { readArguments } from '#core/process/command-line'
import { loadScenarios } from '#scenarios'
import { playSettings } from '../../apps/play/config.ts'
import { playLine, readPlayOptions } from '../../apps/play/options.ts'
import { play } from '../../apps/play/play.ts'
import { renderStory } from '../../apps/play/render-story.ts'
import { settingsFor } from './ports.ts'
import type { TestSandbox } from './sandbox.ts'

export interface Story {
  status: number
  /** What the terminal shows, less the times. */
  lines: string[]
}

/** Plays a scenario as `npm run play -- …` does, in a test sandbox. */
export async function tellStory(words: string[], sandbox: TestSandbox): Promise<Story> {
  const scenarios = await loadScenarios()
  const options = readPlayOptions(readArguments(words, playLine(loadScenarios)), scenarios)
  if (!options) throw new Error('no scenario is named')
  const ports = CONTROLLED_NAMES.map((name) => settingsFor(name, sandbox.processes[name]))
  const env = Object.assign({ KEYS_FOLDER: sandbox.keysFolder }, ...ports)
  const played = await play(options, readConfig(playSettings, env), systemClock)
  const story = renderStory(options, played, { columns: Infinity, colours: false })
  return { status: played.status, lines: withoutTimes(onUsualPorts(story, sandbox)) }
}

/** A document shows the ports of `npm start`. */
function onUsualPorts(story: string, { processes, partyPorts }: TestSandbox): string {
  const usual = new Map<string, number | undefined>([
    ...PARTY_PORT_NAMES.map((name): [string, number] => [String(partyPorts[name]), PARTY_PORTS[name].port]),
    ...CONTROLLED_NAMES.flatMap((name): [string, number | undefined][] => [
      [String(processes[name].port), rowOf(name).port],
      [String(processes[name].tlsPort), rowOf(name).tlsPort],
    ]),
  ])
  return story.replaceAll(/(?<=localhost:)\d+/g, (port) => String(usual.get(port) ?? port))
}

/** No two plays take the same time. */
export const withoutTimes = (text: string): string[] => text.replace(/ +[\d.]+ ms/g, ' … ms').split('\n')
