docker rm -f web web2 >/dev/null 2>&1
docker run -d -p 8080:80 --name web counter
docker run -d -p 8081:80 --name web2 counter
docker ps --format '{{.Names}}: {{.Ports}}'
