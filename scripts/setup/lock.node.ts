import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/**
 * Does some work while nobody else does it: whoever comes meanwhile waits. A lock that an ended process left is taken over.
 *
 * @param file holds the process id of whoever works.
 * @param onWait told once, if there is somebody to wait for.
 */
export async function withLock<T>(
  file: string,
  onWait: (pid: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  let told = false
  while (!take(file)) {
    const holder = Number(readFileSync(file, 'utf8'))
    if (!isRunning(holder)) {
      rmSync(file, { force: true })
      continue
    }
    if (!told) onWait(holder)
    told = true
    await setTimeout(500)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
