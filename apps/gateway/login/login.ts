import { wordsAnswer } from '#core/http/forward/own-answer'
import type { LoginSettings } from './login-settings.ts'
import type { Login, LoginWorld } from './login-world.ts'

/** Opens a login. Nothing is asked of the provider before somebody needs it. */
export function openLogin(_settings: LoginSettings, _world: LoginWorld): Login {
  return {
    decide: async () => ({ kind: 'answered', answer: wordsAnswer(503, 'This gateway logs nobody in yet.\n') }),
    metrics: () => '',
    close: async () => {},
  }
}
