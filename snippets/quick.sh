docker run --rm base true
docker run --rm base true
