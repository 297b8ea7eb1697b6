/** The client's own version. */
export const CLI_VERSION = '0.1.0'
