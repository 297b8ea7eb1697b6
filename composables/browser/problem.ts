/** Why there is no page to show, in the words of Chromium's error pages, since those are what people know. */

/** What a browser shows in the place of a page. */
export interface Problem {
  title: string
  text: string
  /** What people search for. */
  code: string
  /** What they may not expect of this browser. */
  hint?: string
}

const NOT_REACHED = 'This site can’t be reached'
const NOT_WORKING = 'This page isn’t working'
const ONLY_HERE =
  'This browser reaches the published ports of the containers in this tab, nothing else.'

/** Nobody listens at the port. */
export function refused(url: URL): Problem {
  const text = `${url.hostname} refused to connect.`
  return { title: NOT_REACHED, text, code: 'ERR_CONNECTION_REFUSED' }
}

/** An address that is not of this tab. */
export function outside(url: URL): Problem {
  const text = `${url.hostname}’s server IP address could not be found.`
  return { title: NOT_REACHED, text, code: 'ERR_NAME_NOT_RESOLVED', hint: ONLY_HERE }
}

/** An address that is none. */
export function nonsense(typed: string): Problem {
  const text = `“${typed}” is not an address.`
  return { title: NOT_REACHED, text, code: 'ERR_INVALID_URL', hint: ONLY_HERE }
}

/** The answer could not be read. */
export function malformed(url: URL, reason: string): Problem {
  const text = `${url.hostname} sent an invalid response: ${reason}.`
  return { title: NOT_WORKING, text, code: 'ERR_INVALID_HTTP_RESPONSE' }
}

/** Somebody took the connection, and closed it. */
export function empty(url: URL): Problem {
  const text = `${url.hostname} didn’t send any data.`
  return { title: NOT_WORKING, text, code: 'ERR_EMPTY_RESPONSE' }
}

/** Redirects that do not end. */
export function circle(url: URL): Problem {
  const text = `${url.hostname} redirected you too many times.`
  return { title: NOT_WORKING, text, code: 'ERR_TOO_MANY_REDIRECTS' }
}

/** TLS, which this browser does not speak. */
export function secure(url: URL): Problem {
  const hint = 'This browser speaks http only.'
  const text = `${url.hostname} can’t provide a secure connection.`
  return { title: NOT_REACHED, text, code: 'ERR_SSL_PROTOCOL_ERROR', hint }
}

/** An error without a page of its own. */
export function errorStatus(url: URL, status: number): Problem {
  const text =
    status === 404
      ? `No webpage was found for the web address ${url.href}`
      : `${url.hostname} is currently unable to handle this request.`
  return { title: NOT_WORKING, text, code: `HTTP ERROR ${status}` }
}

/** A file that is not for showing. */
export function download(name: string, type: string): Problem {
  return {
    title: 'Not downloaded',
    text: `${name} (${type}) is a file to keep, and this browser keeps none.`,
    code: 'DOWNLOAD',
    hint: 'docker cp copies files out of a container.',
  }
}

/** More than is shown. */
export function tooLarge(url: URL, limit: number): Problem {
  const text = `The answer of ${url.hostname} is larger than ${limit / 2 ** 20} MiB.`
  return { title: 'This page is too large', text, code: 'ERR_FILE_TOO_BIG' }
}
