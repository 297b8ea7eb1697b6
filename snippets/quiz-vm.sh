docker run --rm base uname -sr
docker info --format 'Linux {{.KernelVersion}}'
