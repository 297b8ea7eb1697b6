docker pull -q lua
docker pull -q greet
docker images --format '{{.Size}} {{.ID}}'
docker system df --format '{{.Type}}: {{.Size}}'
