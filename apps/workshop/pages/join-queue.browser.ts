import { waitInQueue } from './wait-in-queue.browser.ts'

waitInQueue()
