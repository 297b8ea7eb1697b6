docker run -d clock
docker run -d clock
docker run -d clock
