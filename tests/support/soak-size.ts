/** How much a soak does: a setting of the environment, or what it does usually. */
export const soakSize = (setting: string, usual: number): number => Number(process.env[setting] ?? usual)

/** How many inputs a random test tries: as many as fit into a minute of `npm run check`, or many times that in a soak. */
export const fuzzRuns = (usual: number): number => usual * soakSize('SOAK_FUZZ_FACTOR', 1)
