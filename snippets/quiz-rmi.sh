docker create --name kept greet
docker rmi greet
docker rm kept
