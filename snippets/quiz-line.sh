docker pull -q lua
docker history --format '{{.Size}}  {{.CreatedBy}}' lua
