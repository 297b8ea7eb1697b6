docker run -d --name one base sleep 600
docker run -d --name two base sleep 600
docker exec one sh -c 'echo hi >> /etc/issue'
docker exec one mv /etc/group /new
docker exec one cat /etc/issue
docker exec two cat /etc/issue
docker diff one
docker rm -f one two
docker run --rm base cat /etc/issue
