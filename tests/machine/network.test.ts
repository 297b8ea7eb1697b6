import { connect as connectSocket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDockerNode } from '../../docker/host/node.ts'
import { fetchOver } from '../../docker/host/web/fetch.ts'
import { until } from './engine.ts'

const session = openDockerNode(undefined, undefined, true)

/** Runs one docker command. */
async function docker(...argv: string[]) {
  const text = { stdout: '', stderr: '' }
  const exitCode = await session.command(argv, {
    stdout: (bytes) => void (text.stdout += new TextDecoder().decode(bytes)),
    stderr: (bytes) => void (text.stderr += new TextDecoder().decode(bytes)),
  })
  return { ...text, exitCode }
}

/** What a script in a container of its own prints. */
const run = async (script: string, ...options: string[]) =>
  (await docker('run', '--rm', ...options, 'base', 'sh', '-c', `exec 2>&1; ${script}`)).stdout
const inspect = async (name: string, format: string) =>
  (await docker('inspect', '-f', format, name)).stdout.trim()
const exec = async (name: string, script: string) =>
  (await docker('exec', name, 'sh', '-c', `exec 2>&1; ${script}`)).stdout
const WEB = 'mkdir /www; echo page >/www/index.html; exec httpd -f -p 80 -h /www'
/** Starts a web server, and waits until it listens. */
async function serve(name: string, ...options: string[]) {
  const started = await docker('run', '-d', '--name', name, ...options, 'base', 'sh', '-c', WEB)
  if (started.exitCode === 0) {
    await until(async () => (await exec(name, 'netstat -ltn')).includes(':80 '))
  }
  return started
}
const GET = 'wget -q -O - '

beforeAll(async () => {
  await docker('pull', 'base')
})
afterAll(() => session.close())

describe('on the default bridge', () => {
  beforeAll(async () => {
    await serve('web')
  })
  afterAll(() => docker('rm', '-f', 'web'))

  it('a container has the next address, the machine for a gateway, and says so in its files', async () => {
    const script = 'ip -o -4 addr show eth0; ip route; tail -1 /etc/hosts; cat /etc/resolv.conf'
    const said = await run(script, '-h', 'box', '--domainname', 'example.org')
    expect(said.split(/\s*\n/)).toEqual([
      expect.stringMatching(/inet 172\.17\.0\.3\/16 brd 172\.17\.255\.255 scope global eth0/),
      'default via 172.17.0.1 dev eth0',
      '172.17.0.0/16 dev eth0 scope link  src 172.17.0.3',
      '172.17.0.3\tbox.example.org box',
      '',
    ])
    // The address is free again.
    expect(await run('hostname -i')).toBe('172.17.0.3\n')
  })

  it('reaches its peers by address, and not by name', async () => {
    expect(await run(`${GET} http://172.17.0.2/`)).toBe('page\n')
    expect(await run('nc -w 2 172.17.0.2 81')).toMatch(/Connection refused/)
    expect(await run(`${GET} http://web/`)).toBe("wget: bad address 'web'\n")
  })

  it('reaches nothing outside, and learns that at once', async () => {
    expect(await run('nc -w 60 93.184.216.34 80')).toMatch(/Network is unreachable/)
    expect(await run(`${GET} http://example.com/`)).toBe("wget: bad address 'example.com'\n")
    expect(await run('ping -c 1 example.com')).toBe("ping: bad address 'example.com'\n")
    expect(await run('ping -c 1 -W 1 93.184.216.34')).toMatch(/100% packet loss/)
    expect(await run('nslookup example.com 93.184.216.34; echo $?')).toMatch(/1\n$/)
  })

  it('finds nothing of the engine’s on the machine', async () => {
    const ports = '22 53 80 111 2375 2376 8080'
    const script = `for p in ${ports}; do nc -w 2 172.17.0.1 $p </dev/null && echo open $p; done`
    expect(await run(script)).not.toContain('open')
    const listening = await run(
      'netstat -ltun 2>/dev/null | tail -n +3; cat /proc/net/packet | wc -l',
      '--network',
      'host',
    )
    expect(listening).toBe('1\n')
    // The card behind which the host is: not even who may do everything on the machine's network sees it.
    const cards = 'cat /proc/net/dev | cut -d: -f1 | grep -cw eth0'
    expect(await run(cards, '--network', 'host', '--privileged')).toBe('0\n')
  })

  it('is described as Docker does, while the container runs', async () => {
    const format =
      '{{.NetworkSettings.IPAddress}} {{.NetworkSettings.Gateway}} {{.NetworkSettings.IPPrefixLen}} {{.NetworkSettings.MacAddress}}'
    expect(await inspect('web', format)).toBe('172.17.0.2 172.17.0.1 16 02:42:ac:11:00:02')
    const key = await inspect('web', '{{.NetworkSettings.SandboxKey}}')
    const machine = await session.machine()
    const { output } = await machine.submit([{ op: 'list', path: '/var/run/docker/netns' }]).done
    expect(new TextDecoder().decode(output[0])).toBe(`${key.split('/').at(-1)}\0`)
    await docker('stop', '-t', '0', 'web')
    expect(await inspect('web', format)).toBe('0')
    await docker('start', 'web')
  })

  it('ends with the container', async () => {
    const machine = await session.machine()
    const { output } = await machine.submit([{ op: 'list', path: '/var/run/docker/netns' }]).done
    expect(new TextDecoder().decode(output[0]).split('\0')).toHaveLength(2)
    await expect
      .poll(() => run('ls /sys/class/net/docker0/brif | wc -l', '--network', 'host'))
      .toBe('1\n')
  })
})

describe('on a network of their own', () => {
  beforeAll(async () => {
    await docker(
      'network',
      'create',
      '--subnet',
      '10.9.0.0/24',
      '--ip-range',
      '10.9.0.128/25',
      'app',
    )
    await serve('web', '--network', 'app', '--network-alias', 'site', '-h', 'shop')
    await docker('run', '-d', '--name', 'client', '--network', 'app', 'base', 'sleep', '10000')
  })
  afterAll(async () => {
    await docker('rm', '-f', 'web', 'client')
    await docker('network', 'rm', 'app')
  })

  it('containers find each other by name, alias, hostname and short ID', async () => {
    const id = (await inspect('web', '{{.Id}}')).slice(0, 12)
    for (const name of ['web', 'site', 'shop', 'WEB', 'web.app', id]) {
      expect(await exec('client', `${GET} http://${name}/`)).toBe('page\n')
    }
    expect(await inspect('web', '{{.NetworkSettings.Networks.app.Aliases}}')).toBe(
      `[site ${id} shop]`,
    )
  })

  it('what is not there is not found, at once', async () => {
    expect(await exec('client', 'cat /etc/resolv.conf')).toBe(
      'nameserver 127.0.0.11\noptions ndots:0\n',
    )
    expect(await exec('client', `${GET} http://nosuch/`)).toBe("wget: bad address 'nosuch'\n")
    expect(await exec('client', 'nslookup -type=a nosuch')).toMatch(/can't find nosuch: SERVFAIL/i)
    expect(await exec('client', 'nslookup -type=aaaa web')).not.toMatch(/can't find/)
    const address = await inspect('web', '{{.NetworkSettings.Networks.app.IPAddress}}')
    expect(await exec('client', `nslookup ${address}`)).toMatch(/name = web\.app/)
  })

  it('the resolver answers over TCP too', async () => {
    // A query for the address of web, with its length before it.
    const head = String.raw`\000\025\000\001\001\000\000\001\000\000\000\000\000\000`
    const question = String.raw`\003web\000\000\001\000\001`
    const ask = `(printf '${head}${question}'; sleep 1) | nc 127.0.0.11 53 | od -An -tx1 | tr -d '\n'`
    expect(await exec('client', ask)).toMatch(/0a 09 00/)
  })

  it('a container is found by what it is called now, and no longer once it has ended', async () => {
    await docker('rename', 'web', 'other')
    expect(await exec('client', `${GET} http://other/`)).toBe('page\n')
    expect(await exec('client', `${GET} http://web/`)).toBe("wget: bad address 'web'\n")
    await docker('rename', 'other', 'web')
    await docker('stop', '-t', '0', 'web')
    expect(await exec('client', `${GET} http://site/`)).toBe("wget: bad address 'site'\n")
    await docker('start', 'web')
    expect(await exec('client', `${GET} http://site/`)).toBe('page\n')
  })

  it('other networks are out of reach, until a container is connected to both', async () => {
    const address = await inspect('web', '{{.NetworkSettings.Networks.app.IPAddress}}')
    await docker('run', '-d', '--name', 'stranger', 'base', 'sleep', '10000')
    expect(await exec('stranger', `nc -w 5 ${address} 80 </dev/null`)).toMatch(/unreachable/)
    await docker('network', 'connect', '--alias', 'guest', 'app', 'stranger')
    expect(await exec('stranger', `${GET} http://web/; ls /sys/class/net`)).toBe(
      'page\neth0\neth1\nlo\n',
    )
    expect(await exec('client', 'ping -c 1 guest >/dev/null && echo there')).toBe('there\n')
    expect(
      await exec('stranger', 'grep -c stranger /etc/hosts; ip route | grep -c default'),
    ).toMatch(/^\d\n1\n$/)
    await docker('network', 'disconnect', 'app', 'stranger')
    expect(await exec('stranger', `ls /sys/class/net; nc -w 5 ${address} 80 </dev/null`)).toMatch(
      /^eth0\nlo\n.*unreachable/,
    )
    expect(await exec('client', 'ping -c 1 guest')).toBe("ping: bad address 'guest'\n")
    await docker('rm', '-f', 'stranger')
  })

  it('addresses can be chosen, once', async () => {
    const chosen = ['--network', 'app', '--ip', '10.9.0.77', '--mac-address', '02:00:00:00:00:77']
    expect(await run('ip addr show eth0', ...chosen)).toMatch(
      /02:00:00:00:00:77[^]*10\.9\.0\.77\/24/,
    )
    const taken = await inspect('web', '{{.NetworkSettings.Networks.app.IPAddress}}')
    const again = await docker('run', '--rm', '--network', 'app', '--ip', taken, 'base', 'true')
    expect(again.stderr).toMatch(/Address already in use\.$/m)
  })
})

describe('other kinds of network', () => {
  it('none: a loopback device and nothing else', async () => {
    expect(await run('ls /sys/class/net; wc -l </etc/hosts', '--network', 'none')).toBe('lo\n6\n')
    expect(await run(`${GET} http://example.com/`, '--network', 'none')).toMatch(/bad address/)
  })

  it('internal: peers, and no way on', async () => {
    await docker('network', 'create', '--internal', 'inner')
    await serve('web', '--network', 'inner')
    expect(await run(`${GET} http://web/; ip route`, '--network', 'inner')).toMatch(
      /^page\n172\.18\.0\.0\/16 dev eth0.*\n$/,
    )
    await docker('rm', '-f', 'web')
    expect((await docker('network', 'prune', '-f')).stdout).toBe('Deleted Networks:\ninner\n\n')
  })

  it('another container’s: the same cards, name and peers', async () => {
    await serve('web')
    expect(await run(`${GET} http://127.0.0.1/; hostname -i`, '--network', 'container:web')).toBe(
      'page\n172.17.0.2\n',
    )
    await docker('rm', '-f', 'web')
  })

  it('the machine’s: its bridges, and its name', async () => {
    const said = await run('hostname; ip -o -4 addr show docker0', '--network', 'host')
    expect(said).toMatch(/^docker\n.* 172\.17\.0\.1\/16 /)
  })
})

describe('published ports', () => {
  const port = 18_474
  beforeAll(async () => {
    await serve('web', '-p', `${port}:80`, '-p', `${port + 9}:100`, '--expose', '443')
  })
  afterAll(() => docker('rm', '-f', 'web', 'second'))

  it('are reached from the host', async () => {
    const url = `http://127.0.0.1:${port}/`
    expect(await (await fetch(url)).text()).toBe('page\n')
    const connection = await session.engine.connect(port)
    const answer = await fetchOver(connection, new Request(`${url}index.html`))
    expect([answer.status, await answer.text()]).toEqual([200, 'page\n'])
    expect((await docker('port', 'web')).stdout).toBe(
      `80/tcp -> 0.0.0.0:${port}\n100/tcp -> 0.0.0.0:${port + 9}\n`,
    )
    expect((await docker('ps', '--format', '{{.Ports}}')).stdout).toBe(
      `443/tcp, 0.0.0.0:${port}->80/tcp, 0.0.0.0:${port + 9}->100/tcp\n`,
    )
  })

  it('are one container’s alone', async () => {
    const again = await serve('second', '-p', `${port}:80`)
    expect(again.exitCode).toBe(125)
    expect(again.stderr).toMatch(
      /driver failed programming external connectivity on endpoint second \([\da-f]{64}\): Bind for 0\.0\.0\.0:18474 failed: port is already allocated\.\n$/,
    )
    await docker('rm', 'second')
    await expect(session.engine.connect(1)).rejects.toThrow('no container has published port 1')
  })

  it('are closed where nothing listens in the container, and gone with it', async () => {
    await docker('run', '-d', '--name', 'second', '-p', '18475:81', 'base', 'sleep', '10000')
    await expect(session.engine.connect(18_475)).rejects.toThrow(/Connection refused/)
    await expect(fetch('http://127.0.0.1:18475/')).rejects.toThrow()
    await docker('rm', '-f', 'second')
    await expect(session.engine.connect(18_475)).rejects.toThrow('no container has published')
  })

  it('carry bytes both ways at once, and half-closes', async () => {
    const script = 'nc -l -p 7 -e sh -c "wc -c; echo done"'
    await docker('run', '-d', '--name', 'second', '-p', '18475:7', 'base', 'sh', '-c', script)
    await expect.poll(() => exec('second', 'netstat -ltn')).toContain(':7 ')
    const socket = connectSocket({ port: 18_475, host: '127.0.0.1', allowHalfOpen: true })
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    // More than all the buffers on the way have room for.
    socket.end(new Uint8Array(3_000_000))
    await new Promise((resolve) => socket.once('end', resolve))
    expect(text.split(/\s+/)).toEqual(['3000000', 'done', ''])
  })

  it('end for those who read when the container has said all, though they have not', async () => {
    await docker('rm', '-f', 'second')
    const script = 'nc -l -p 7 -e echo bye'
    await docker('run', '-d', '--name', 'second', '-p', '18475:7', 'base', 'sh', '-c', script)
    await expect.poll(() => exec('second', 'netstat -ltn')).toContain(':7 ')
    const { readable, close } = await session.engine.connect(18_475)
    expect(await new Response(readable).text()).toBe('bye\n')
    close()
  })

  it('are chosen where nobody does', async () => {
    await docker('rm', '-f', 'second')
    await serve('second', '-P', '--expose', '80')
    const found = await inspect('second', '{{(index .NetworkSettings.Ports "80/tcp" 0).HostPort}}')
    expect(Number(found)).toBeGreaterThanOrEqual(32_768)
    expect(await (await fetch(`http://127.0.0.1:${found}/`)).text()).toBe('page\n')
  })
})

describe('what happens is told', () => {
  it('by events of networks, between those of the container', async () => {
    const since = String(Date.now() / 1000)
    await docker('network', 'create', 'told')
    await docker('run', '--rm', '--name', 'teller', '--network', 'told', 'base', 'true')
    await docker('network', 'rm', 'told')
    const until = String(Date.now() / 1000 + 0.01)
    const format = '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'
    const { stdout } = await docker(
      'events',
      '--since',
      since,
      '--until',
      until,
      '--format',
      format,
    )
    // Something else may have happened in the millisecond in which this began.
    const told = stdout.split('\n').filter((line) => /(told|teller)$/.test(line))
    expect(told.filter((line) => !/attach/.test(line))).toEqual([
      'network create told',
      'container create teller',
      'network connect told',
      'container start teller',
      'container die teller',
      'network disconnect told',
      'container destroy teller',
      'network destroy told',
    ])
  })
})

it('sixteen containers at once are sixteen of one network', async () => {
  const names = Array.from({ length: 16 }, (_, index) => `c${index}`)
  await docker('network', 'create', 'many')
  const started = await Promise.all(
    names.map((name) =>
      docker('run', '-d', '--name', name, '--network', 'many', 'base', 'sleep', '10000'),
    ),
  )
  expect(started.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0))
  const ping = names.map((name) => `ping -c 1 ${name} >/dev/null && echo ${name}`).join('; ')
  expect(await exec('c0', ping)).toBe(`${names.join('\n')}\n`)
  await docker('rm', '-f', ...names)
  expect((await docker('network', 'rm', 'many')).stdout).toBe('many\n')
})
