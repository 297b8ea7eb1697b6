docker pull -q base
docker pull -q lua
docker tag base mine
docker run --rm mine sh -c 'type lua'
docker tag lua mine
docker run --rm mine sh -c 'type lua'
docker inspect -f '{{.Id}}' base mine
