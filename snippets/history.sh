docker pull --quiet greet
docker history --format \
  "table {{.CreatedBy}}\t{{.Size}}" greet
