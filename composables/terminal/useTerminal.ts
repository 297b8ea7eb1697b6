import { useDocker } from '../useDocker.ts'
import { createSession, type TerminalSession } from './session.ts'

const sessions = new Map<string, TerminalSession>()

/**
 * A terminal of the tab. Its shell stays open, and its screen as it is, when its slide is left and comes back.
 * @param folder names it, and the folder in which its shell starts
 */
export function useTerminal(folder: string): TerminalSession {
  const session = sessions.get(folder) ?? createSession(useDocker().docker, folder)
  sessions.set(folder, session)
  return session
}
