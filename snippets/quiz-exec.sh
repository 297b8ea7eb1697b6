docker run -d --name first base sleep 600
docker exec first ps
docker rm -f first
