import type { JudgeField, JudgeState } from './judge-state.ts'

/** What is asked of `POST /control/judge`: only what a person has said. */
export type JudgeOrder = ({ token: string } | { named: string }) & Partial<Record<JudgeField | 'keys', string>>

/** @returns undefined while there is nothing to judge */
export const canJudge = ({ name, text }: Pick<JudgeState, 'name' | 'text'>): boolean =>
  name !== '' || text.trim() !== ''

export function judgeOrder({ name, text, expected, keys }: JudgeState): JudgeOrder {
  const what = name === '' ? { token: text.trim() } : { named: name }
  const said = Object.entries({ ...expected, keys: name === '' ? keys : '' })
    .map(([field, value]) => [field, value.trim()] as const)
    .filter(([, value]) => value !== '')
  return { ...what, ...Object.fromEntries(said) }
}
