import { readRecord } from '../csv.ts'
import { splitPair } from './kv.ts'

/** A network that a container is to join, and how. */
export interface NetworkAttachment {
  target: string
  aliases: string[]
  driverOptions: Record<string, string>
  ipv4: string
  ipv6: string
}

/** Reads a value of `--network`: a name, or `name=net,alias=web,ip=…`. @throws Error in the words of Docker's client */
export function parseNetwork(text: string): NetworkAttachment {
  const attachment: NetworkAttachment = {
    target: '',
    aliases: [],
    driverOptions: {},
    ipv4: '',
    ipv6: '',
  }
  if (!/\w+=\w+/.test(text)) return { ...attachment, target: text }
  for (const field of readRecord(text)) {
    const [name, given] = splitPair(field)
    if (given === undefined) throw new Error(`invalid field ${field}`)
    setField(attachment, normal(name), normal(given))
  }
  if (attachment.target === '') throw new Error('network name/id is not specified')
  return attachment
}

function setField(attachment: NetworkAttachment, key: string, value: string) {
  switch (key) {
    case 'name':
      attachment.target = value
      break
    case 'alias':
      attachment.aliases.push(value)
      break
    case 'ip':
      attachment.ipv4 = value
      break
    case 'ip6':
      attachment.ipv6 = value
      break
    case 'driver-opt': {
      const [name, option] = splitPair(value)
      if (option === undefined) throw new Error('invalid key value pair format in driver options')
      attachment.driverOptions[normal(name)] = normal(option)
      break
    }
    default:
      throw new Error(`invalid field key ${key}`)
  }
}

function normal(text: string): string {
  return text.toLowerCase().trim()
}
