/** Who issues the tokens of people in a play. @param url of the factory */
export const playIssuerOf = (url: string): string => `${url.replace(/\/$/, '')}/plays/people`
