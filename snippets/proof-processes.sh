docker run --rm base ps
