import { byCaseAlone } from '../runs-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const noneInOtherLetters: WorkshopStep = {
  id: 'none-in-other-letters',
  track: 'security',
  title: 'None, in other letters',
  task: 'Find the case of the catalogue in which nobody signs and "none" is written in other letters. Run it alone, against Service B in scenario 7.',
  where: { page: '/attacks', label: 'Attack lab' },
  why: 'A list of what is forbidden is never complete. In April 2020 Insomnia Security found that the Authentication API of Auth0 refused `alg: none`, compared letter by letter: with `nonE` tokens could be forged. A list of what is allowed has no such gap.',
  source: {
    text: 'Insomnia Security, JWT validation bypass in Auth0 Authentication API',
    url: 'https://insomniasec.com/blog/auth0-jwt-validation-bypass',
  },
  hints: [
    'It is in the family "algorithm".',
    'Open the family and read the titles: one speaks of other letters. The button beside a case runs it alone.',
    'Its id is alg-none-case. Choose Service B, scenario 7, and press "Run" beside it.',
  ],
  code: {
    file: 'core/token/algorithms.ts',
    find: "return typeof name === 'string' && Object.hasOwn(ALGORITHMS, name)",
  },
  ...byCaseAlone('alg-none-case'),
}
