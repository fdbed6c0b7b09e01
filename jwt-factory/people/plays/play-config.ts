import { OWN_CONFIG } from '../at-factory/own-config.ts'
import type { PeopleConfig } from '../config/people-config.ts'
import type { PlayManner } from './play-directories.ts'

/** Of tokens of plays: five minutes. Milliseconds. */
const LIFE_IN_A_PLAY = 300_000

/** Their keys and their issuer are none of the people who are administered. */
interface PlayPlace {
  issuer: string
  database: PeopleConfig['database']
}

/** How the directories of plays are, apart from what a play chooses. */
export const playConfig = ({ issuer, database }: PlayPlace): PeopleConfig => ({
  ...OWN_CONFIG,
  database,
  tokens: {
    ...OWN_CONFIG.tokens,
    issuer,
    audience: ['serviceb', 'servicec'],
    tokenDuration: LIFE_IN_A_PLAY,
    saysIssuedAt: true,
    userInfo: { full_name: 'n', username: 'u' },
  },
})

export const playRules = ({ unsafeClaims }: Pick<PlayManner, 'unsafeClaims'>): PeopleConfig['rules'] => ({
  ...OWN_CONFIG.rules,
  unsafeClaims,
})
