docker run --rm base sh -c 'rm /etc/issue; ls /etc/issue'
docker run --rm base ls /etc/issue
