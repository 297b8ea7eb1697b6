docker run -d --name nap base sleep 600
docker stop -t 0 nap
docker ps -a -f name=nap --format '{{.State}}'
docker rm nap
