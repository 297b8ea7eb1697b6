/** The claims of the quiz. Each is what people believe of Docker, right or wrong, with a proof that can be run. */

/** A claim that the audience judges. */
export interface Claim {
  /** What is claimed, as somebody would say it. */
  statement: string
  /** Whether it is true. */
  verdict: boolean
  /** What is the case, in a sentence or two. */
  truth: string
  /** File name in `snippets/` of the commands that prove it. */
  proof: string
}

export const CLAIMS: readonly Claim[] = [
  {
    statement: 'A container is a small virtual machine.',
    verdict: false,
    truth: 'It is processes with a border round them. The kernel below is shared.',
    proof: 'quiz-vm.sh',
  },
  {
    statement: 'What I change inside changes the image.',
    verdict: false,
    truth: 'It changes this container’s own layer. The next container starts clean.',
    proof: 'quiz-change.sh',
  },
  {
    statement: '“docker stop” removes the container.',
    verdict: false,
    truth: 'It ends the process. Name and files stay until “docker rm”.',
    proof: 'quiz-stop.sh',
  },
  {
    statement: '“docker rmi” refuses an image in use.',
    verdict: true,
    truth: 'Even a stopped container needs its image. First “rm” that one, then “rmi”.',
    proof: 'quiz-rmi.sh',
  },
  {
    statement: '“docker exec” starts a second container.',
    verdict: false,
    truth: 'It starts a second process in the same one. Only “run” makes another.',
    proof: 'quiz-exec.sh',
  },
  {
    statement: 'Two images of 6.5 MB can fit into 7 MB.',
    verdict: true,
    truth: 'Shared layers are stored once, yet each SIZE counts them. Don’t add up.',
    proof: 'quiz-sizes.sh',
  },
  {
    statement: 'A tag can be another image tomorrow.',
    verdict: true,
    truth: 'A tag is a name that moves. A digest cannot: it is computed from the content.',
    proof: 'quiz-tag.sh',
  },
  {
    statement: 'Every Dockerfile line adds a layer of files.',
    verdict: false,
    truth: 'ENV, LABEL and CMD only go into the configuration: 0 B.',
    proof: 'quiz-line.sh',
  },
]
