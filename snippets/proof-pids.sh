docker run --rm --pids-limit 5 base \
  sh -c 'for i in 1 2 3 4 5 6; do sleep 9 & echo $i; done'
