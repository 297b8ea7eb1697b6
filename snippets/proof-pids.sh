docker run --rm --pids-limit 5 base \
  sh -c 'while sleep 9 & do echo ok; done'
