docker run -d --name page counter >/dev/null
docker exec page sh -c '
  post() { printf "POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n" | nc localhost 80; }
  until post; do sleep 1; done >/dev/null 2>&1
  post >/dev/null
  post >/dev/null
  wget -qO- http://localhost/'
docker rm -f page >/dev/null
