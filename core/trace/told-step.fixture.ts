import type { Step } from './step.ts'

/** A step as a process tells it, with what a test is about. */
export const toldStep = (who: string, verb: Step['verb'], more: Partial<Step> = {}): Step => ({
  who,
  verb,
  what: 'the token',
  sentence: '',
  ms: 0,
  ...more,
})
