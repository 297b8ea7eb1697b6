docker create --name life base sleep 600
docker start life
docker exec life ps
docker pause life
docker unpause life
docker restart -t 1 life
docker stop -t 1 life
docker ps -a --filter name=life --format '{{.Names}}: {{.Status}}'
docker rm life
