import type { Judge } from '../judgement.ts'
import { createPeopleJudge } from './people.ts'
import { createRelayJudge } from './relay.ts'
import { createServiceModeJudges, type ServiceModesParts } from './service-modes.ts'

/** The trust modes of the sandbox, in the order of the table. */
export const createTrustModeJudges = (parts: ServiceModesParts): readonly Judge[] => [
  ...createServiceModeJudges(parts),
  createPeopleJudge(parts.config),
  createRelayJudge(parts.config),
]
