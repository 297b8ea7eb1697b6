import { expect, test } from 'vitest'
import { isLocal, parseAddress, portOf, shortAddress } from '../../composables/browser/address.ts'
import { CookieJar } from '../../composables/browser/cookies.ts'
import { inlineCss } from '../../composables/browser/css.ts'
import { visitOf, type FormEntry } from '../../composables/browser/form.ts'

const here = new URL('http://localhost:8080/shop/list?page=2')

test.each([
  ['localhost:8080', 'http://localhost:8080/'],
  ['  http://localhost:8080/a b', undefined],
  [' http://localhost:8080/a?b=c#d ', 'http://localhost:8080/a?b=c#d'],
  ['8081', 'http://localhost:8081/'],
  [':8081/x', 'http://localhost:8081/x'],
  ['/x', 'http://localhost/x'],
  ['example.com/x', 'http://example.com/x'],
  ['https://localhost', 'https://localhost/'],
  ['localhost:99999', undefined],
  ['two words', undefined],
  ['', undefined],
])('%j is typed: %s', (typed, expected) => {
  expect(parseAddress(typed)?.href).toBe(expected)
})

test('ports are those of this computer, whatever it is called, and of no other', () => {
  for (const host of ['localhost', 'app.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
    expect(isLocal(new URL(`http://${host}:8080/`)), host).toBe(true)
  for (const host of ['example.com', 'localhost.example.com', '128.0.0.1', 'xlocalhost'])
    expect(isLocal(new URL(`http://${host}:8080/`)), host).toBe(false)
  expect(
    ['http://localhost/', 'https://localhost/', 'http://localhost:81/'].map((url) =>
      portOf(new URL(url)),
    ),
  ).toEqual([80, 443, 81])
  expect(shortAddress(new URL('http://localhost:8080/'))).toBe('localhost:8080')
  expect(shortAddress(here)).toBe('localhost:8080/shop/list?page=2')
})

test('cookies go back to their host and path, until they are over', () => {
  const jar = new CookieJar()
  jar.take(here, 'a=1')
  jar.take(here, 'b=2; Path=/; HttpOnly; SameSite=Lax')
  jar.take(here, 'c=3; Max-Age=10; path=/', 1000)
  jar.take(here, 'd=4; Expires=Thu, 01 Jan 1970 00:00:05 GMT; path=/', 1000)
  jar.take(here, 'e=5; Domain=example.com')
  jar.take(here, '=6')
  jar.take(here, 'no cookie')
  const sent = (path: string, now: number) => jar.header(new URL(path, here), now)
  expect(sent('/shop/x', 2000)).toBe('a=1; b=2; c=3; d=4')
  expect(sent('/shop/x', 6000)).toBe('a=1; b=2; c=3')
  expect(sent('/shopping', 12_000)).toBe('b=2')
  // As everywhere, a port is not a host.
  expect(jar.header(new URL('http://localhost:8081/'), 12_000)).toBe('b=2')
  expect(jar.header(new URL('http://127.0.0.1:8080/'), 12_000)).toBe('')
  jar.take(here, 'b=7; path=/')
  expect(sent('/', 12_000)).toBe('b=7')
  jar.take(here, 'b=; Max-Age=0; path=/')
  expect(sent('/', 12_000)).toBe('')
})

test('what a style sheet refers to is put into it, and nothing else is touched', async () => {
  const asked: string[] = []
  const sources = {
    sheet: (name: string) => Promise.resolve(`/* ${name} */`),
    data: (name: string) => {
      asked.push(name)
      return Promise.resolve(`data:${name}`)
    },
  }
  const css = `@import "a.css"; @import url(b.css) screen and (min-width: 1px);
    p { background: url( 'c(1).png' ) , url(d.png); content: "url(e.png)" } /* url(f.png) */
    q { fill: url(#g); mask: url("data:image/png;base64,AA==") } @import 'h.css';
    r { background: image-set(url("i.png") 1x, url(j.png) 2x), -webkit-image-set( 'k.png' type("image/png") ) }`
  const text = await inlineCss(css, sources)
  expect(asked).toEqual(['c(1).png', 'd.png', 'i.png', 'k.png'])
  expect(text).toBe(`/* a.css */
 @media screen and (min-width: 1px) {
/* b.css */
}

    p { background: url("data:c(1).png") , url("data:d.png"); content: "url(e.png)" } /* url(f.png) */
    q { fill: url("#g"); mask: url("data:image/png;base64,AA==") } /* h.css */

    r { background: url("data:i.png"), url("data:k.png") }`)
})

test('forms are sent as their attributes say', async () => {
  const entries: FormEntry[] = [
    ['name', 'é & co'],
    ['file', new File(['text'], 'a.txt', { type: 'text/plain' })],
  ]
  const send = (action: string, method = '', enctype = '') =>
    visitOf({ action, method, enctype }, entries, here)
  expect(send('')?.url.href).toBe('http://localhost:8080/shop/list?name=%C3%A9+%26+co&file=a.txt')
  expect(send('/find?x=1', 'GET')?.url.href).toMatch(/:8080\/find\?name=/)
  expect(send('javascript:alert(1)')).toBeUndefined()
  const posted = send('add', 'Post')
  expect([posted?.url.href, posted?.method]).toEqual(['http://localhost:8080/shop/add', 'POST'])
  expect(String(posted?.body)).toBe('name=%C3%A9+%26+co&file=a.txt')
  expect(send('add', 'post', 'text/plain')?.body).toBe('name=é & co\r\nfile=a.txt\r\n')
  const { body } = send('add', 'post', 'multipart/form-data') ?? {}
  const text = await new Response(body ?? null).text()
  expect(text).toContain('Content-Disposition: form-data; name="file"; filename="a.txt"')
  expect(text).toContain('Content-Type: text/plain\r\n\r\ntext\r\n')
})
