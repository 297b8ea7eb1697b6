docker run --name hog -m 8m base tail /dev/zero
docker wait hog
docker inspect -f 'OOM: {{.State.OOMKilled}}' hog
docker rm hog
