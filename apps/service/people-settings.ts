import { z } from 'zod'
import type { ClaimNeeds } from '#core/access/claim-needs'
import { listenSettings } from '#core/config/process-settings'
import { setting } from '#core/config/setting'
import type { Role } from '#scenarios'

const dialect = z.enum(['strict', 'stoke'], 'is not strict or stoke')

const NO_NEEDS = 'is not a list of claims with their values, with commas between: log=w,ship=acc'

const claimValues = z
  .string()
  .regex(/^ *[^\s,=]{1,100}=[^\s,=]{1,100} *(?:, *[^\s,=]{1,100}=[^\s,=]{1,100} *){0,9}$/, NO_NEEDS)
  .transform((text): ClaimNeeds => {
    const pairs = text.split(',').map((pair) => pair.trim().split('='))
    return { all: pairs.map(([claim = '', is = '']) => ({ claim, is })) }
  })

/** How a service checks the tokens of people, and what it asks of them. */
export function peopleOfService(role: Role) {
  const prefix = listenSettings(role).port.variable.replace(/_PORT$/, '')
  return {
    peopleDialect: setting(
      `${prefix}_PEOPLE`,
      dialect,
      role === 'servicec' ? 'stoke' : 'strict',
      `How ${role} checks the token of a person: strict, or stoke as the Go client of Stoke does.`,
    ),
    peopleNeeds: setting(
      `${prefix}_NEEDS`,
      claimValues,
      'log=w',
      `What ${role} asks of a person: claims with their values, all of them.`,
    ),
  }
}
