import { NOT_IN_THE_QUERY } from '../oauth/request/form.ts'

/** `${tenant}` in a text stands for the parameter `tenant` of the request. */
const PLACE = /\$\{([^${}]*)\}/g // it stops at the next beginning, so no text is looked at twice

const PARAMETER_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/

/** What proves somebody must never stand in a token: it would be readable for whoever gets that. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  ...NOT_IN_THE_QUERY,
  'password',
  'refresh_token',
  'code',
  'code_verifier',
  'device_code',
])

/** @returns why a text cannot be filled, to be read after its place; undefined when it can, or has nothing to fill */
export function templateFault(text: string): string | undefined {
  const rest = text.replaceAll(PLACE, (_place, name: string) => (PARAMETER_NAME.test(name) ? '' : '${'))
  if (rest.includes('${')) return 'has a ${ that is not the beginning of ${parameter}'
  const secret = parametersIn(text).find((name) => SECRET_PARAMETERS.has(name))
  return secret === undefined ? undefined : `would show the parameter ${secret} to whoever gets the token`
}

/** The parameters that a text is made of. */
export const parametersIn = (text: string): string[] => [...text.matchAll(PLACE)].map(([, name = '']) => name)

/** @param valueOf the value of a parameter; it throws for one that will not do */
export const fillTemplate = (text: string, valueOf: (parameter: string) => string): string =>
  text.replaceAll(PLACE, (_place, name: string) => valueOf(name)) // one pass: what a value has is never filled again
