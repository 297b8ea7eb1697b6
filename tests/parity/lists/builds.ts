import type { CommandList } from '../list.ts'
import type { Varying } from '../varying.ts'

/** Docker's client leaves such an archive without its end, in an order that is random. */
const CONTEXT: Varying = { kind: 'size of a context', pattern: /(?<=daemon) +\S+/g }

/** `docker build`: contexts, instructions, the cache, and what goes wrong. */
export const builds: CommandList = {
  name: 'builds',
  files: {
    'app/Dockerfile': `FROM base AS make
WORKDIR /work
COPY hello.txt .
RUN tr a-z A-Z < hello.txt > loud.txt && echo done && echo oops >&2
FROM base
LABEL tier=test "two words"="a b"
ENV GREETING=hi NAME="two words"
COPY --from=make --chown=12:34 /work/loud.txt /srv/
COPY --from=0 /work /srv/work
EXPOSE 80 53/udp
VOLUME /data
USER daemon
HEALTHCHECK --interval=5m --timeout=3s --retries=2 CMD test -f /srv/loud.txt
STOPSIGNAL SIGINT
ENTRYPOINT ["cat"]
CMD ["/srv/loud.txt"]
`,
    'app/hello.txt': 'hello\n',
    'args/Dockerfile': `ARG TAG=latest
ARG UNSET
FROM base:$TAG
ARG WHO=nobody
ARG TAG
RUN echo "$WHO $TAG" > /who
MAINTAINER somebody
SHELL ["/bin/sh", "-ec"]
RUN echo shell
ONBUILD RUN cat /who
CMD cat /who
`,
    'child/Dockerfile': 'FROM args\n',
    'ignore/Dockerfile': 'FROM base\nCOPY . /all/\nRUN find /all | sort\n',
    'ignore/.dockerignore':
      '# nothing of these\n*.log\nsecret/**\n!secret/kept\n**/deep?\nDockerfile\n',
    'ignore/a.log': 'log\n',
    'ignore/b.txt': 'text\n',
    'ignore/secret/kept': 'kept\n',
    'ignore/secret/gone': 'gone\n',
    'ignore/x/deep1': 'gone\n',
    'wild/Dockerfile':
      'FROM scratch\nCOPY *.txt /t/\nCOPY a?.md b[0-9].md /m/\nADD tree.tar /\nCOPY link.txt /\n',
    'wild/1.txt': 'one\n',
    'wild/2.txt': 'two\n',
    'wild/ab.md': 'ab\n',
    'wild/b7.md': 'b7\n',
    'odd/escape': '# escape=`\nFROM base\nRUN echo a `\n\n  # between\n  && echo b\n',
    'odd/unknown': 'FROM base\n\nRUNN echo\n',
    'odd/nothing': '# only a comment\n',
    'odd/empty': '',
    'odd/early': 'RUN echo\n',
    'odd/oneword': 'FROM base\nENV A\n',
    'odd/from': 'FROM base AS 1st\n',
    'odd/flag': 'FROM base\nRUN --network=none echo\n',
    'odd/mount': 'FROM base\nRUN --mount=type=cache,target=/c echo\n',
    'odd/chmod': 'FROM base\nCOPY --chmod=755 escape /\n',
    'odd/copy': 'FROM base\nCOPY nope /\n',
    'odd/stage': 'FROM base\nCOPY --from=nosuch /x /\n',
    'odd/later': 'FROM base\nCOPY --from=0 /x /\n',
    'odd/url': 'FROM base\nCOPY https://example.com/x /\n',
    'odd/many': 'FROM base\nCOPY escape unknown /one\n',
    'odd/chown': 'FROM base\nCOPY --chown=nosuchuser escape /\n',
    'odd/exit': 'FROM base\nRUN exit 3\n',
    'odd/notfound': 'FROM base\nRUN ["nosuchprogram"]\n',
    'odd/nosuch': 'FROM nosuch\n',
    'odd/blank': 'FROM $NOTHING\n',
    'odd/platform': 'FROM --platform=windows base\n',
    'odd/heredoc': 'FROM base\nRUN cat <<EOF\necho hi\nEOF\n',
    'odd/onbuild': 'FROM base\nONBUILD ONBUILD RUN true\n',
    'odd/json': 'FROM base\nCMD ["a", 1]\n',
    'odd/shell': 'FROM base\nSHELL bash\n',
    'odd/signal': 'FROM base\nSTOPSIGNAL NOSUCH\n',
    'odd/port': 'FROM base\nEXPOSE http\n',
    'odd/brace': 'FROM base\nENV A=${B\n',
    'odd/workdir': 'FROM base\nWORKDIR /etc/passwd\n',
    'odd/twice': 'FROM base AS a\nFROM base AS A\n',
    'file.txt': 'no folder\n',
  },
  steps: [
    'build -t two app',
    'run --rm two',
    'run --rm --entrypoint stat two -c "%n %u %g %a %s" /srv/loud.txt /srv/work /srv/work/hello.txt',
    'inspect -f "{{json .Config.Env}} {{json .Config.Labels}} {{json .Config.ExposedPorts}} {{json .Config.Volumes}}" two',
    'inspect -f "{{.Config.User}} {{json .Config.Healthcheck}} {{.Config.StopSignal}} {{json .Config.Cmd}} {{json .Config.Entrypoint}}" two',
    'history --no-trunc --format "{{.CreatedBy}} {{.Size}}" two',
    'build -t two:again -t again app',
    'build --no-cache --target make -t make app',
    'build -q app',
    'build --build-arg WHO=you --build-arg UNUSED=1 --label a=b --label c -t args args',
    'build --build-arg WHO=you -t args args',
    'run --rm args',
    'inspect -f "{{.Author}} {{json .Config.OnBuild}} {{json .Config.Labels}} {{json .Config.Cmd}}" args',
    'build -t child child',
    'build -t ignore ignore',
    {
      shell:
        'cd wild && mkdir tree && echo t > tree/in && tar cf tree.tar tree && ln -s 1.txt link.txt && docker build -t wild .',
    },
    {
      shell:
        'docker create --name wild wild x >/dev/null && docker export wild | tar t | grep -vE "^(dev|etc|proc|sys)/|dockerenv" | sort',
    },
    'build --iidfile id -t two app',
    { shell: '[ "$(cat id)" = "$(docker inspect -f "{{.Id}}" two)" ] && echo same' },
    'build --rm=false -t kept --label kept=1 app',
    'ps -a --format "{{.Image}} {{.Status}} {{.Command}}"',
    'image build -f odd/escape odd',
    { docker: 'builder build -f app/Dockerfile -t outside child', varies: [CONTEXT] },
    { shell: 'docker build -t stdin - < child/Dockerfile' },
    { shell: 'tar c -C child . | docker build -t piped -' },
    {
      shell: 'tar c -C child . | gzip | docker build -t piped -f ./Dockerfile -',
      varies: [CONTEXT],
    },
    { shell: 'echo "FROM base" | docker build -f - ignore', varies: [CONTEXT] },
    { docker: 'build -t tty app', tty: true },
    'build --force-rm -f odd/exit odd',
    'build -f odd/exit odd',
    'build -q -f odd/exit odd',
    'ps -a --filter status=exited --format "{{.Status}}"',
    'build -f odd/unknown odd',
    'build -f odd/nothing odd',
    'build -f odd/empty odd',
    'build -f odd/early odd',
    'build -f odd/oneword odd',
    'build -f odd/from odd',
    'build -f odd/flag odd',
    'build -f odd/mount odd',
    'build -f odd/chmod odd',
    'build -f odd/copy odd',
    'build -f odd/stage odd',
    'build -f odd/later odd',
    'build -f odd/url odd',
    'build -f odd/many odd',
    'build -f odd/chown odd',
    'build -f odd/notfound odd',
    'build -f odd/nosuch odd',
    'build -f odd/blank odd',
    'build -f odd/platform odd',
    'build -f odd/heredoc odd',
    'build -f odd/onbuild odd',
    'build -f odd/json odd',
    'build -f odd/shell odd',
    'build -f odd/signal odd',
    'build -f odd/port odd',
    'build -f odd/brace odd',
    'build -f odd/workdir odd',
    'build -f odd/twice odd',
    'build --target nosuch app',
    'build nosuch',
    'build file.txt',
    'build -f nosuch app',
    'build -f app/no/such app',
    'build .',
    'build -t Bad app',
    'build -t a@b app',
    'build --build-arg = app',
    'build --label =x app',
    'build --memory lots app',
    'build --squash app',
    'build --secret id=x --progress plain -q app',
    'build --stream -q app',
    { docker: 'build -f - -', stdin: 'FROM base\n' },
    { docker: 'build -', stdin: '' },
    'build',
    'build app app',
    'builder prune -f',
    'image prune -f --filter label=nosuch',
  ],
}
