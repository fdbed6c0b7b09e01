import { parse as parseEnv } from 'dotenv'
import { webUiSettings } from '../../apps/web-ui/alone/config.ts'
import { readProjectFile } from './project-files.ts'

/** Every variable that a document may name: those of our processes, and those of one command alone, by the names of the sample. */
export async function knownVariables(): Promise<string[]> {
  const example = (await readProjectFile('.env.example')).replaceAll(/^# (?=[A-Z_]+=)/gm, '')
  return [...Object.keys(parseEnv(example)), ...Object.values(webUiSettings).map(({ variable }) => variable)]
}
