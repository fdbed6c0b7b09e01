import { runProcess } from '#core/process/run-process'
import { factorySettings } from './config.ts'
import { startIssuer } from './start-issuer.ts'
import { startFactory } from './start.ts'

/** The same program under the name of what it is for others. */
const isIssuer = process.argv[2] === 'issuer'

await runProcess(process, {
  name: isIssuer ? 'issuer' : 'jwt-factory',
  about: isIssuer
    ? 'The jwt-factory alone, as an issuer for the tests of your services: says what your verifier must know, and how a client gets a token.'
    : 'The authority: issues tokens, verifies them and publishes its public keys.',
  settings: factorySettings,
  args: process.argv.slice(isIssuer ? 3 : 2),
  start: isIssuer ? startIssuer : startFactory,
})
