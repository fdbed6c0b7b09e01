import { stokeDialect } from '#core/access/dialects/stoke/stoke'
import { MOST_STOKE_KEYS } from '#core/access/stoke-key-set'
import { createStokeKeys } from '#core/access/stoke-keys'
import { UNHEARD } from '#core/trace/look'
import { judgeDialect } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge, Question } from '../judgement.ts'
import { hintsIn } from '../key-in-question.ts'

/** A service with the Go client of Stoke and its middleware, which asks for no issuer and no audience. */
export const createStokeJudge = (): Judge => ({
  id: 'stoke',
  title: JUDGE_TITLES.stoke,
  configuration: [
    'keys, _ := stoke.NewPerRequestPublicKeyStore("ISSUER/api/pkeys", ctx)',
    'handler := stoke.Auth(service, keys, stoke.RequireToken())',
  ].join('\n'),
  judge(question) {
    const now = () => question.now
    const fetchKeySet = async () => ({ keys: keysForStoke(question) })
    return judgeDialect('stoke', stokeDialect({ keys: createStokeKeys({ fetchKeySet, now, log: UNHEARD }), now }), question) // prettier-ignore
  },
})

/** Ours takes so many and no more; nobody looks at a key id, so the one that the token names is to be among them. */
function keysForStoke(question: Question) {
  const { keys } = question.keys.jwks
  const { kid } = hintsIn(question)
  return keys.toSorted((one, other) => Number(other.kid === kid) - Number(one.kid === kid)).slice(0, MOST_STOKE_KEYS)
}
