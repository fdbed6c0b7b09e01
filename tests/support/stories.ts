import { parseArgs } from 'node:util'
import { systemClock } from '#core/clock.ts'
import { readConfig } from '#core/config/read-config.ts'
import { loadScenarios } from '#scenarios'
import { playSettings } from '../../apps/play/config.ts'
import { play } from '../../apps/play/play.ts'
import { renderStory } from '../../apps/play/render-story.ts'
import { readWishes } from '../../apps/play/wishes.ts'
import type { TestSandbox } from './sandbox.ts'

export interface Told {
  status: number
  /** What the terminal shows, less the times. */
  lines: string[]
}

/** Plays a scenario as `npm run play -- …` does, in a test sandbox. */
export async function tellStory(words: string[], sandbox: TestSandbox): Promise<Told> {
  const { values, positionals } = parseArgs({ args: words, strict: false, allowPositionals: true })
  const wishes = readWishes(positionals, values, await loadScenarios())
  const env = {
    KEYS_FOLDER: sandbox.keysFolder,
    SERVICEA_URL: `https://localhost:${sandbox.services.servicea.tlsPort}`,
  }
  const played = await play(wishes, readConfig(playSettings, env), systemClock)
  const story = renderStory(wishes.scenario, played, { columns: 80, colours: false })
  return { status: played.status, lines: withoutTimes(story) }
}

/** No two plays take the same time. */
export const withoutTimes = (text: string): string[] => text.replace(/ +[\d.]+ ms/g, ' … ms').split('\n')
