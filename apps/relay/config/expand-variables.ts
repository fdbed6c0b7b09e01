import type { Environment } from '#core/config/setting'

/**
 * Puts variables in their places, as Piko does with `--config.expand-env`: `$NAME`, `${NAME}`, and `${NAME:what stands there without it}`.
 * One that is not set is an empty text.
 */
export const expandVariables = (text: string, env: Environment): string =>
  text.replace(/\$(?:\{(\w{1,100})(?::([^}\n]{0,1000}))?\}|(\w{1,100}))/g, (_all, braced, fallback, bare) => {
    const value = env[String(braced ?? bare)]
    return value === undefined || value === '' ? String(fallback ?? '') : value
  })
