docker pull -q greet
docker history --format \
  "table {{.Size}}\t{{.CreatedBy}}" greet
