docker pull -q base
docker pull -q greet
docker tag base mine:1
docker images -q mine:1
docker tag greet mine:1
docker images -q mine:1
docker rmi mine:1
