import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import type { Judge } from '../judgement.ts'
import { openExpressBearerJudge } from './express-oauth2-jwt-bearer.ts'
import { openJoseJudge } from './jose.ts'
import { openJsonWebTokenJudge } from './jsonwebtoken.ts'

/** What judges that are libraries of others need to know. */
export interface LibraryPlaces {
  /** Where the command was called: the version that is installed there goes first. Absolute. */
  readonly folder?: string
  /** That of the machine, which nobody moves. */
  readonly clock: Clock
}

/**
 * Judges that are libraries of npm, run as their users write them. Those that are not installed say so when they are asked. HAProxy is none
 * of them, for it is a process: whoever may start one has `openHaproxyJudge`.
 */
export function openLibraryJudges({ folder, clock }: LibraryPlaces): readonly Judge[] {
  const folders = [...(folder === undefined ? [] : [folder]), PROJECT_FOLDER, join(PROJECT_FOLDER, 'tests/interop')]
  return [openJoseJudge(), openJsonWebTokenJudge(folders), openExpressBearerJudge(folders, clock)]
}
