/** All parts for tests and services by one name. Each has an entry of its own, too, which loads that part alone. */
export * from './testing.ts'
export * from './matchers.ts'
export * from './verify.ts'
export { loadScenarios, type NumberedScenario } from '#scenarios'
