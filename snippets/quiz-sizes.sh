docker pull -q lua
docker pull -q greet
docker images --format '{{.Repository}} {{.Size}}'
docker system df --format '{{.Type}}: {{.Size}}'
