import type { Step } from '#core/trace/step'

/**
 * The step with the checks and the token that a step is about: the step itself, or, where somebody believes or refuses, that in
 * which this process looked at it.
 * @param index of the step, counted from 0
 */
export function checkedStep(steps: readonly Step[], index: number): Step | undefined {
  const told = steps[index]
  if (told?.checks || (told?.verb !== 'refuses' && told?.verb !== 'believes')) return told
  return steps.slice(0, index).findLast(({ who, checks }) => who === told.who && checks) ?? told
}
