/** What is wrong with a text, as a sentence without its end, and where. */
export interface TextFault {
  line: number
  message: string
}

/** Nobody reads more faults. */
export const MOST_TEXT_FAULTS = 100
