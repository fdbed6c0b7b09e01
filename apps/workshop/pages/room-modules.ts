/** What browsers start on the pages of the room, and how these look: by their paths from the folder of the project. */
export const ROOM_MODULES = [
  'apps/workshop/pages/facilitator.browser.ts',
  'apps/workshop/pages/facilitator-login.browser.ts',
  'apps/workshop/pages/join-queue.browser.ts',
]

export const ROOM_STYLES = ['apps/workshop/style/room.css']
