docker run --name hog -m 8m base tail /dev/zero
docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' hog
docker rm hog
