import { expect, test } from 'vitest'
import { refuseWhatNpmKept } from './kept-by-npm.ts'

const OPTIONS = ['brief', 'wrong-audience', 'no-claims', 'alg', 'calls', 'token']
const kept = (env: Record<string, string>) => () => refuseWhatNpmKept('npm run play', OPTIONS, env)
const run = { npm_lifecycle_event: 'play' }

test.each([
  ['wrong-audience', { npm_config_wrong_audience: 'true' }],
  ['no-claims', { npm_config_claims: '' }],
  ['token', { npm_config_token: 'true' }],
  ['token', { npm_config_token_description: 'true' }],
  ['alg', { npm_config_all: 'true', npm_config_long: 'true', npm_config_global: 'true' }],
  ['calls', { npm_config_all: 'true', npm_config_long: 'true', npm_config_loglevel: 'silent' }],
])('what npm took for itself is not left out in silence: --%s', (option, env) => {
  expect(kept({ ...run, ...env })).toThrow(
    `npm took --${option} for itself. Write two hyphens before what is for the command: npm run play -- …`,
  )
})

test.each([
  ['an option of npm itself', { ...run, npm_config_loglevel: 'silent', npm_config_all: 'true' }],
  ['a command that npm did not start', { npm_config_brief: 'true' }],
])('%s is none of ours', (_what, env) => {
  expect(kept(env)).not.toThrow()
})
