/** Base URL of socket-server for browsers, filled into the page by backend-api. */
export const socketServer = document.querySelector<HTMLMetaElement>('meta[name="turnout-socket"]')?.content ?? "";
