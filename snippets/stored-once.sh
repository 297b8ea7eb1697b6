docker pull -q greet
docker pull clock
docker system df
