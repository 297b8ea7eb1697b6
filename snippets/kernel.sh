docker run --rm base \
  sh -c 'hostname; uname -r; cat /proc/sys/kernel/random/boot_id'
docker run --rm base \
  sh -c 'hostname; uname -r; cat /proc/sys/kernel/random/boot_id'
