docker run -e NAME=Ada greet
docker run -e NAME=Grace greet
docker run -e NAME=Edsger greet
