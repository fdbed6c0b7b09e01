/** Who can be in a scenario. All three are one program; the role is an argument. */
export const ROLES = ['servicea', 'serviceb', 'servicec'] as const

export type Role = (typeof ROLES)[number]

export function isRole(name: unknown): name is Role {
  return ROLES.some((role) => role === name)
}
