docker run --rm --network none base \
  ls /sys/class/net
