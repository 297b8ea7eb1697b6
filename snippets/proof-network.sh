docker run --rm --network none base ip address
