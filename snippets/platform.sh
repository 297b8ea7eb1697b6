docker pull -q greet
docker inspect --format '{{.Os}}/{{.Architecture}}' greet
