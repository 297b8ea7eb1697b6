import type { RandomBytes } from './ids.ts'

/** Container names are an adjective and the name of someone worth remembering, as Docker's are. */
export const ADJECTIVES =
  'admiring agile amazing blissful bold brave busy calm charming clever cool dazzling eager ecstatic elegant epic festive focused friendly gallant gifted gracious happy hopeful inspiring jolly jovial keen kind lively loving lucid magical modest nifty nimble optimistic peaceful pensive practical quirky relaxed serene sharp silly sleepy stoic sweet tender thirsty trusting upbeat vibrant vigilant vigorous wizardly wonderful youthful zealous zen'.split(
    ' ',
  )
export const SURNAMES =
  'agnesi allen bardeen bartik bell bohr boyd carson cerf chandrasekhar clarke curie darwin dijkstra easley einstein elion euler feynman franklin galileo gauss germain goldberg goodall hamilton hawking hermann hodgkin hopper hypatia jackson jang johnson kalam keller knuth kowalevski lamarr lamport leavitt liskov lovelace mcclintock meitner mirzakhani moser newton nightingale noether pasteur perlman ramanujan ride ritchie shannon tesla thompson torvalds turing wing wozniak yalow yonath'.split(
    ' ',
  )

/** Draws a name such as `keen_lovelace`; from the second attempt on a digit follows, which makes a clash unlikely. */
export function randomName(randomBytes: RandomBytes, attempt: number): string {
  const [first = 0, second = 0, third = 0] = randomBytes(3)
  const name = `${ADJECTIVES[first % ADJECTIVES.length]}_${SURNAMES[second % SURNAMES.length]}`
  return attempt > 0 ? `${name}${third % 10}` : name
}
