docker run --rm --hostname box base hostname
