import { containerPath } from './api.ts'
import type { StreamRequest } from './stream.ts'

/** The request for a container's streams from now on. */
export function attachRequest(
  id: string,
  options: Pick<StreamRequest, 'attach' | 'tty' | 'detachKeys'>,
): StreamRequest {
  const { attach, detachKeys } = options
  return {
    ...options,
    path: containerPath(id, 'attach'),
    query: {
      ...(detachKeys === '' ? {} : { detachKeys }),
      ...(attach.stderr ? { stderr: '1' } : {}),
      ...(attach.stdin ? { stdin: '1' } : {}),
      ...(attach.stdout ? { stdout: '1' } : {}),
      stream: '1',
    },
  }
}
